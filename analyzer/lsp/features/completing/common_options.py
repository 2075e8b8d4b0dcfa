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
git: --depth NUMBER, --branch NAME, --recursive submodules too, --single-branch, --global for the user,
+ -q say nothing, -C DIRECTORY
ls: -l details, -a all, -h sizes for people
grep: -q say nothing, -E extended expressions, -F fixed text, -r folders too, -i any case, -v other lines
sed: -i in place, -n print only what is told, -E extended expressions, -e SCRIPT
find: -type KIND, -name PATTERN, -delete, -exec COMMAND, -maxdepth NUMBER, -depth content first, -not, -o or, -a and,
+ -executable
make: -j at once, -C DIRECTORY, -f FILE
unzip: -q say nothing, -d DIRECTORY, -o replace
apt-get: --auto-remove also what nothing needs any more, --purge also configuration, --fix-broken
apk: --update fetch the index, --virtual NAME, -t NAME, --purge also configuration, --print-arch
dpkg: --print-architecture, -i install, -l list
gpg: --batch ask nothing, --keyserver SERVER, --recv-keys KEY, --verify SIGNATURE, --fingerprint, --dearmor, --import FILE,
+ --output FILE, -o FILE, --decrypt, --yes
gpgconf: --kill all
sha256sum: -c check, --check, --ignore-missing
sha512sum: -c check, --check, --ignore-missing
md5sum: -c check
mktemp: -d directory, -t TEMPLATE
tr: -d delete, -s squeeze
sort: -u once each, -r backwards, -n as numbers
awk: -F SEPARATOR, -v NAME=VALUE
xargs: -r not without input, -0 parted by NUL, -n NUMBER
readlink: -f all the way, -e all the way and it exists
npm: -g for all, --global for all, --omit=dev, --production, --no-audit, --no-fund
pip: --no-cache-dir keep no cache, --upgrade newest, -r FILE, --user, --no-deps, --disable-pip-version-check, --no-compile,
+ --require-hashes, --prefix DIRECTORY
pip3: --no-cache-dir keep no cache, --upgrade newest, -r FILE, --user, --no-deps, --disable-pip-version-check
dotnet: -c CONFIGURATION, -o DIRECTORY, --no-restore, --no-build
go: -o FILE, -v tell, -ldflags FLAGS, -trimpath, -tags TAGS, -mod=readonly
cargo: --release, --locked, --target TARGET, --features FEATURES
bash: -c SCRIPT, -e end on an error, -x show commands
sh: -c SCRIPT, -e end on an error, -x show commands
ldconfig: -v tell
update-ca-certificates: --fresh
[: -f is a file, -d is a directory, -e exists, -s is not empty, -n is not empty text, -z is empty text, -x is executable,
+ -eq, -ne, -gt, -lt
test: -f is a file, -d is a directory, -e exists, -s is not empty, -n is not empty text, -z is empty text, -x is executable
install: -m MODE, -d folders, -o OWNER, -g GROUP, -D parents too
"""
_SUBCOMMANDS = """
git: clone checkout fetch config submodule init add apply reset rev-parse log describe status pull lfs
go: build install mod get test generate vet run env version clean
npm: ci install run cache config prune rebuild pack audit init set
dotnet: restore build publish test tool add new run nuget
cargo: build install fetch test run clean chef
conda: install create env update config clean init run
docker: build run pull push login version compose buildx
mix: deps.get deps.compile compile release local.hex local.rebar archive.install do
systemctl: enable disable mask unmask
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
SUBCOMMANDS: dict[str, list[str]] = {
    name: words.split() for name, _, words in (line.partition(": ") for line in _SUBCOMMANDS.strip().splitlines())
}
"""What a command is told to do, by command."""
