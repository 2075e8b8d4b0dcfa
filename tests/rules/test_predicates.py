from __future__ import annotations

import pytest

from analyzer.facts import schema
from analyzer.facts.predicates import PREDICATES

CASES = {
    "absolute-path": ("/ /srv C:\\x c:/x \\x", "srv ./x ~/x C:x"),
    "credential-file": ("id_rsa .netrc ~/.aws/credentials /root/.ssh/id_ed25519", "main.py id_rsa.pub README.md"),
    "dependency-manifest": (
        "package.json ./app/package*.json requirements.txt requirements-dev.txt go.mod /x/Gemfile.lock app.csproj",
        "main.go src . * *.py package",
    ),
    "email": (
        "ada@example.org a.b+c@mail.example.org",
        "ada @example.org ada@ ada@localhost a@b@example.org ada@-x.org ada@x..org",
    ),
    "git-hash": ("0123abc " + "0123456789" * 4 + " " + "abcdef01" * 8, "0123ab 0123ABC main " + "0" * 41),
    "label-key": ("a a-b org.example.key1 x.y-z a_b a__b a.-b a/b", "A a..b a--b -a a- a_ _a a/ 1a .a a:b é"),
    "rfc3339": (
        "2026-01-31T12:00:00Z 2024-02-29t00:00:00.5+01:00 2026-12-31T23:59:60Z",
        "2026-01-31 2026-02-29T00:00:00Z 2026-13-01T00:00:00Z 2026-01-31T24:00:00Z 2026-01-31T12:00:00 yesterday",
    ),
    "semver": ("1.0.0 0.1.2-rc.1+build.5 1.2.3-x-y", "1.0 v1.0.0 01.0.0 1.0.0-01 1.0.0- 1.0.0+"),
    "spdx-expression": (
        "MIT apache-2.0 GPL-2.0+ (MIT) LicenseRef-Own DocumentRef-a:LicenseRef-b",
        "Apache MIT, (MIT (MIT)) AND LicenseRef-",
    ),
    "lower-case": ("abc a-1", "Abc A"),
    "number": ("0 42", "-1 4.2 x ٣"),
    "numeric-user": ("1000 0:app 1000:1000", "app app:1000 $U"),
    "secret-name": ("PASSWORD db_password API_KEY key AUTH_x", "KEYBOARD MONKEY PASSWORD_FILE PUBLIC_KEY KEY_VERSION"),
    "setuid-mode": ("4755 02755 6711 u+s g+s +s a=rxs u=rwx,g+s", "755 1777 u-s o+s 899 $MODE u+x"),
    "unix-root": ("root 0 root:app 0:0 00", "app 1000 rooty :root 10"),
    "upper-case": ("ABC A_1", "Abc a"),
    "url": ("https://example.org/x git+ssh://h/x", "example.org/x :// http:// 1://x"),
    "url-plain-http": ("http://example.org FTP://h/x", "https://example.org http://"),
    "world-writable-mode": ("777 0666 2 a+w o+rwx ugo=rw", "755 1777 +w g+w a+rwxt a+w,o-w $MODE"),
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
