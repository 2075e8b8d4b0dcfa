"""Scripts that a shell reads from its standard input: here-documents and here-strings."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import invocations
from analyzer.shell.parse import parse_script


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bash <<E\na; b | c\nE\nd", ["bash", "a", "b", "c", "d"]),
        ("<<E bash -ex\na\nE", ["bash", "a"]),
        ("sudo sh -e - <<'E'\n$(a) b\nE", ["sh", "a", None]),
        ("bash -s x <<E\na\nE", ["bash", "a"]),
        ("bash script.sh <<E\na\nE", ["bash"]),
        ("bash -c 'b' <<E\na\nE", ["bash", "b"]),
        ("su - app <<E\na\nE", ["su", "a"]),
        ("bash 3<<E\na\nE", ["bash"]),
        ("bash <<E <f\na\nE", ["bash"]),
        ("bash <<<'a; b'", ["bash", "a", "b"]),
        ("python3 <<E\nimport a\nE", ["python3"]),
        ("cat <<E\na\nE", ["cat"]),
        ("xargs bash <<E\na\nE", ["bash"]),
        ("bash <<E\nif\nE", ["bash"]),
        ("bash <<E\na $(b) \\$(c)\nE", ["bash", "b", "a", "c"]),
        ("bash <<A\nsh <<B\na\nB\nA", ["bash", "sh", "a"]),
        ("bash <<-A\n\tsh <<B\n\ta\n\tB\n\tb\n\tA", ["bash", "sh", "a", "b"]),
    ],
)
def test_what_they_run(text: str, names: list[str | None]) -> None:
    assert sorted(one.name or "" for one in invocations(parse_script(text))) == sorted(name or "" for name in names)


def test_places_and_values() -> None:
    text = 'x && bash -e <<-E | y\n\tapt-get install "a b" \\\n\t\t\\$c $d\n\tE'
    found = {one.name: one for one in invocations(parse_script(text))}["apt-get"]
    assert [text[word.start : word.end] for word in found.words] == ["apt-get", "install", '"a b"', "\\$c", "$d"]
    assert [word.value for word in found.words] == ["apt-get", "install", "a b", None, None]
    assert [word.references[0].name for word in found.words[3:]] == ["c", "d"]


def test_depth_is_bounded() -> None:
    text = "".join(f"sh <<E{number}\n" for number in range(300)) + "a\n" + "".join(f"E{n}\n" for n in reversed(range(300)))
    assert 2 < len(invocations(parse_script(text))) < 30
    assert len(invocations(parse_script("eval " * 5000))) == 1
    assert len(invocations(parse_script("sudo " * 5000 + "a"))) == 1
    assert len(invocations(parse_script("python -m " * 5000 + "a"))) == 1
    assert len(invocations(parse_script("find -exec " * 3000 + "\\;" + " a"))) > 1
