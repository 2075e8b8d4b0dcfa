"""Options that people write often, of commands whose tables hold only what is needed to read them."""

from __future__ import annotations

# command: option meaning, ...
_TABLE = """
adduser: -D no password, -S system user, -H no home directory, -G GROUP, -u NUMBER, -h HOME, -s SHELL, --system system user,
+ --disabled-password no password, --no-create-home no home directory, --ingroup GROUP, --uid NUMBER
addgroup: -S system group, -g NUMBER, --system system group, --gid NUMBER
useradd: -m make a home directory, -M no home directory, -r system user, -l no entry in lastlog, -N no group of its own,
+ --create-home make a home directory, --system system user, --no-log-init no entry in lastlog
groupadd: -r system group, --system system group, -f no error where it exists
curl: -f fail on an error of the server, -s no progress, -S errors all the same, -L follow redirections,
+ --fail fail on an error of the server, --silent no progress, --show-error errors all the same,
+ --location follow redirections, --proto PROTOCOLS, --tlsv1.2 TLS 1.2 or later, --retry NUMBER, --compressed,
+ -O name of the URL, -o FILE
wget: -q say nothing, -O FILE, --quiet say nothing, --https-only, --progress=dot:giga, --tries=NUMBER
tar: -x extract, -c create, -z gzip, -j bzip2, -J xz, -f FILE, -C DIRECTORY, -v list, --strip-components NUMBER,
+ --no-same-owner files belong to who extracts, --extract, --directory DIRECTORY, --file FILE
mkdir: -p parents too, -m MODE, --parents
rm: -r folders too, -f no error where nothing is, -rf both
cp: -r folders too, -a all attributes, -p times and modes, -v tell
mv: -f ask nothing, -v tell
ln: -s symbolic link, -f replace, -n do not follow, -sf both
chmod: -R folders too
chown: -R folders too, --from=OWNER
set: -e end on an error, -u end on an unset variable, -x show commands, -o NAME, -eux
git: --version
ls: -l details, -a all, -h sizes for people
grep: -q say nothing, -E extended expressions, -F fixed text, -r folders too, -i any case, -v other lines
sed: -i in place, -n print only what is told, -E extended expressions, -e SCRIPT
find: -type KIND, -name PATTERN, -delete, -exec COMMAND, -maxdepth NUMBER
make: -j at once, -C DIRECTORY, -f FILE
unzip: -q say nothing, -d DIRECTORY, -o replace
install: -m MODE, -d folders, -o OWNER, -g GROUP, -D parents too
"""


def _read() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in _TABLE.replace("\n+", "").strip().splitlines():
        name, _, options = line.partition(": ")
        rows = (option.strip().partition(" ") for option in options.split(","))
        found[name] = {option: meaning for option, _, meaning in rows if option}
    return found


COMMON: dict[str, dict[str, str]] = _read()
"""Option to meaning, by command."""
