from __future__ import annotations

import pytest

from analyzer.facts.paths import braces, lies_in, takes_in

APT, PIP = "/var/lib/apt/lists", "~/.cache/pip"


@pytest.mark.parametrize(
    ("outer", "path", "expected"),
    [
        ("/var/lib/apt/lists", APT, True),
        ("/var/lib/apt/lists/", APT, True),
        ("/var/lib/apt/lists/*", APT, True),
        ("/var/lib/apt", APT, True),
        ("/var/lib/*", APT, True),
        ("/var/*/apt", APT, True),
        ("//var/./lib/apt/lists", APT, True),
        ("/var/lib/apt/lists/partial", APT, False),
        ("/var/lib/apt/lists/*.gz", APT, False),
        ("/var/lib/dpkg", APT, False),
        ("/var/cache/apt", APT, False),
        ("var/lib/apt/lists", APT, False),
        ("lists", APT, False),
        ("$ROOT/var/lib/apt/lists", APT, False),
        ("$LIB/apt/lists/*", APT, True),
        ("$X", APT, False),
        ("~/.cache", PIP, True),
        ("~/.cache/pip", PIP, True),
        ("/root/.cache", PIP, True),
        ("/root", PIP, True),
        ("/home/app/.cache/pip", PIP, True),
        ("$HOME/.cache/*", PIP, True),
        ("${HOME}/.cache/pip", PIP, True),
        ("$XDG/pip", PIP, True),
        ("/root/.npm", PIP, False),
        ("/srv/.cache/pip", PIP, False),
    ],
)
def test_what_a_path_takes_in(outer: str, path: str, expected: bool) -> None:
    assert takes_in(outer, path) is expected


@pytest.mark.parametrize(
    ("inner", "path", "expected"),
    [
        ("/root/.cache/pip/http", PIP, True),
        ("/home/app/.cache/pip", PIP, True),
        ("/root/.cache", PIP, False),
        ("/var/lib/apt/lists/partial", APT, True),
        ("/var/lib/apt", APT, False),
    ],
)
def test_what_lies_in_a_path(inner: str, path: str, expected: bool) -> None:
    assert lies_in(inner, path) is expected


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("/a", ["/a"]),
        ("/a/{b,c}/d", ["/a/b/d", "/a/c/d"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("{a,{b,c}}", ["a", "b", "c"]),
        ("{a}", ["{a}"]),
        ("}{", ["}{"]),
    ],
)
def test_braces(word: str, words: list[str]) -> None:
    assert braces(word) == words


def test_many_braces_end() -> None:
    assert len(braces("{a,b}" * 40)) <= 200
