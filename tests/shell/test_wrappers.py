"""Programs that run another command are looked through, and what is found stands where the text says."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import invocations
from analyzer.shell.invocation import Invocation
from analyzer.shell.parse import parse_script


def run(text: str) -> list[Invocation]:
    script = parse_script(text)
    assert script.error is None, script.error
    return invocations(script)


@pytest.mark.parametrize(
    ("text", "wrappers"),
    [
        ("sudo --preserve-env=A -u root", ["sudo"]),
        ("doas -u root", ["doas"]),
        ("exec -a name", ["exec"]),
        ("command", ["command"]),
        ("builtin", ["builtin"]),
        ("coproc", ["coproc"]),
        ("time -p", ["time"]),
        ("nice -10 ionice -c2 -n7", ["nice", "ionice"]),
        ("chrt -f 5 taskset -c 0,1", ["chrt", "taskset"]),
        ("nohup setsid chronic", ["nohup", "setsid", "chronic"]),
        ("eatmydata stdbuf -oL", ["eatmydata", "stdbuf"]),
        ("fakeroot --", ["fakeroot"]),
        ("timeout --signal=KILL -k 5 1h", ["timeout"]),
        ("gosu root su-exec app:app", ["gosu", "su-exec"]),
        ("chpst -u app", ["chpst"]),
        ("setpriv --reuid 1000 --clear-groups --", ["setpriv"]),
        ("runuser -u app --", ["runuser"]),
        ("chroot --userspec=a:b /mnt", ["chroot"]),
        ("arch-chroot /mnt", ["arch-chroot"]),
        ("flock -x /lock", ["flock"]),
        ("xvfb-run -a -s '-screen 0'", ["xvfb-run"]),
        ("dbus-run-session --", ["dbus-run-session"]),
        ("faketime '2020-01-01'", ["faketime"]),
        ("xargs -0 -n1 -r", ["xargs"]),
        ("xargs -I {} -P 4", ["xargs"]),
        ("parallel -j 4", ["parallel"]),
        ("busybox", ["busybox"]),
        ("tini -g --", ["tini"]),
        ("conda run --no-capture-output -n env", ["conda"]),
        ("micromamba run -p /env", ["micromamba"]),
        ("poetry run", ["poetry"]),
        ("pipenv run", ["pipenv"]),
        ("uv run --frozen --with x --", ["uv"]),
        ("uv tool run --from x", ["uv"]),
        ("bundle exec", ["bundle"]),
        ("rbenv exec", ["rbenv"]),
        ("npx --yes --package x", ["npx"]),
        ("npm exec --", ["npm"]),
        ("pnpm dlx", ["pnpm"]),
        ("yarn dlx", ["yarn"]),
        ("/usr/bin/env -i -u X A=1 PATH=$P", ["env"]),
        ("if true; then ! sudo nice", ["sudo", "nice"]),
    ],
)
def test_wrappers(text: str, wrappers: list[str]) -> None:
    end = "; fi" if text.startswith("if ") else ""
    whole = f"{text} make all{end}"
    found = run(whole)[-1]
    assert (found.name, found.wrappers) == ("make", wrappers)
    assert [whole[word.start : word.end] for word in found.words] == ["make", "all"]
    assert whole[found.start : found.end] == "make all"


@pytest.mark.parametrize(
    ("text", "name", "wrappers"),
    [
        ("$PYTHON -m pip install x", "pip", ["python"]),
        ("$PYTHON -m venv x", None, []),
        ('"${VENV}/bin/pip" install x', "pip", []),
        ("$HOME/.cargo/bin/cargo build", "cargo", []),
        ("$DIR/$NAME x", None, []),
        ("/$NAME x", None, []),
        ("npx create-it@5.0.0 x", "create-it", ["npx"]),
        ("npx -c 'a b'", "npx", []),
        ("corepack pnpm@8 install", "pnpm", ["corepack"]),
        ("corepack enable", "corepack", []),
        ("uv sync", "uv", []),
        ("conda install run", "conda", []),
        ("npm run build", "npm", []),
        ("busybox --list", "busybox", []),
        ("runuser -l app", "runuser", []),
        ("ionice -p 1", "ionice", []),
        ("flock /lock -c 'a'", "flock", []),
        ("xargs", "xargs", []),
        ("timeout 5", "timeout", []),
        ("env A=1", "env", []),
    ],
)
def test_names(text: str, name: str | None, wrappers: list[str]) -> None:
    assert (run(text)[0].name, run(text)[0].wrappers) == (name, wrappers)


def test_assignments_of_wrappers() -> None:
    text = "A=1 sudo -E B='x y' env C=$D E= F=g\"$h\" I=j make K=1"
    found = run(text)[0]
    assert found.name == "make"
    assert [(one.name, one.value.value if one.value else None) for one in found.assignments] == [
        ("A", "1"), ("B", "x y"), ("C", None), ("E", ""), ("F", None), ("I", "j"),
    ]  # fmt: skip
    values = [one.value for one in found.assignments if one.value is not None]
    assert [text[value.start : value.end] for value in values] == ["1", "'x y'", "$D", "", 'g"$h"', "j"]
    assert [value.text for value in values] == ["1", "'x y'", "$D", "", 'g"$h"', "j"]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (r"find / -name x -exec rm -rf {} \; -print", [("find", []), ("rm", ["find"])]),
        ("find . -type f -exec chmod 644 {} + -o -execdir a ';'", [("find", []), ("chmod", ["find"]), ("a", ["find"])]),
        (r"sudo find . -exec sudo rm {} \;", [("find", ["sudo"]), ("rm", ["sudo", "find", "sudo"])]),
        (r"find . -exec sh -c 'a; b' _ {} \;", [("find", []), ("sh", ["find"]), ("a", []), ("b", [])]),
        ("find . -exec rm", [("find", [])]),
        (r"find . -exec \;", [("find", [])]),
        ("find . | xargs sh -c 'a'", [("find", []), ("sh", ["xargs"]), ("a", [])]),
        ("eval 'a b; c'", [("eval", []), ("a", []), ("c", [])]),
        ("eval a b", [("eval", [])]),
        ("trap 'rm -rf x' EXIT INT", [("trap", []), ("rm", [])]),
        ("flock /lock -c 'a'", [("flock", []), ("a", [])]),
        ("su app -s /bin/sh -c 'a && b'", [("su", []), ("a", []), ("b", [])]),
        ("su --command='a' app", [("su", [])]),
        ("runuser -l app -c 'a'", [("runuser", []), ("a", [])]),
        ("nix-shell -p x --run 'a b'", [("nix-shell", []), ("a", [])]),
    ],
)
def test_commands_among_words(text: str, commands: list[tuple[str, list[str]]]) -> None:
    assert [(one.name, one.wrappers) for one in run(text)] == commands


def test_commands_among_words_have_places_of_their_own() -> None:
    text = r"a; find / -name '*.c' -exec rm -f {} \; -delete"
    found = run(text)
    assert [text[one.start : one.end] for one in found] == ["a", text[3:], "rm -f {}"]
    assert [option.name for option in found[1].options] == ["-name", "-exec", "-delete"]
    assert [word.text for word in found[1].operands] == ["/"]
    assert found[2].host is found[1]
    assert found[2].command is found[1].command


@pytest.mark.parametrize(
    ("text", "wrappers"),
    [
        ('r() { "$@" || "$@"; }; r make', ["r"]),
        ('r() { until "$@"; do sleep 1; done; }; sudo r make', ["sudo", "r"]),
        ("r() { local n=$1; shift; for i in $n; do $@ && break; done; }; r 5 make", ["r"]),
        ('r() { shift 2; sudo "$@"; }; r 5 6 make', None),
        ("r() { a; }; r make", None),
        ('r() { a "$@"; }; r make', None),
    ],
)
def test_functions_that_run_what_they_are_given(text: str, wrappers: list[str] | None) -> None:
    found = run(text)[-1]
    assert (found.name, found.wrappers) == (("make", wrappers) if wrappers else ("r", []))
