from __future__ import annotations

import pytest

from analyzer.facts import schema
from analyzer.facts.predicates import PREDICATES

CASES = {
    "absolute-path": ("/ /srv C:\\x c:/x \\x", "srv ./x ~/x C:x"),
    "dependency-manifest": (
        "package.json ./app/package*.json requirements.txt requirements-dev.txt go.mod /x/Gemfile.lock app.csproj",
        "main.go src . * *.py package",
    ),
    "lower-case": ("abc a-1", "Abc A"),
    "number": ("0 42", "-1 4.2 x ٣"),
    "numeric-user": ("1000 0:app 1000:1000", "app app:1000 $U"),
    "secret-name": ("PASSWORD db_password API_KEY key AUTH_x", "KEYBOARD MONKEY PASSWORD_FILE PUBLIC_KEY KEY_VERSION"),
    "unix-root": ("root 0 root:app 0:0 00", "app 1000 rooty :root 10"),
    "upper-case": ("ABC A_1", "Abc a"),
    "url": ("https://example.org/x git+ssh://h/x", "example.org/x :// http:// 1://x"),
    "url-plain-http": ("http://example.org FTP://h/x", "https://example.org http://"),
    "windows-path": ("C:\\x c:/x C:", "/x x 1:/x C:x"),
}


@pytest.mark.parametrize("name", sorted(PREDICATES))
def test_predicate(name: str) -> None:
    predicate = PREDICATES[name]
    true, false = CASES[name]
    assert [value for value in true.split() if predicate.function(value) is not True] == []
    assert [value for value in false.split() if predicate.function(value) is not False] == []


@pytest.mark.parametrize("name", sorted(PREDICATES))
def test_predicate_is_described(name: str) -> None:
    assert PREDICATES[name].name == name
    assert PREDICATES[name].type in (schema.STRING, schema.NUMBER)
    assert PREDICATES[name].doc.endswith((".", ")."))
