from __future__ import annotations

from typing import Any

import pytest

from analyzer.syntax.git_ref import GitRef, GitRefError, parse_git_ref

NONE = [
    "",
    ".",
    "./app.git",
    "../app.git",
    "app.git",
    "example.org/app.git",
    "https://example.org/app",
    "https://example.org/app.git/",
    "http://example.org/app.tar.gz",
    "HTTPS://example.org/app.zip",
    "ftp://example.org/app.git",
    "https://example.org/%zz.git",
    "https://example.org:port/app.git",
    "https://us er@example.org/app.git",
    "https://[::1/app.git",
    "https://[example]/app.git",
    "https://exa mple.org/app.git",
    "git@example.org/app.git",
    "git@example.org:app.git?a;b",
    "git@example.org:app\n.git",
    "user.name@example.org:app.git",
]


@pytest.mark.parametrize("text", NONE)
def test_a_source_is_no_repository(text: str) -> None:
    assert parse_git_ref(text) is None


REFS: list[tuple[str, dict[str, Any]]] = [
    ("https://example.org/a/app.git", {"remote": "https://example.org/a/app.git", "short_name": "app"}),
    ("HTTPS://example.org/app.git#", {"remote": "https://example.org/app.git", "short_name": "app"}),
    ("https://example.org/app.git?", {"remote": "https://example.org/app.git?", "short_name": "app.git?"}),
    (
        "http://example.org:8080/app.git",
        {"remote": "http://example.org:8080/app.git", "short_name": "app", "unencrypted": True},
    ),
    (
        "git://example.org/app#v1:x/../y/",
        {"remote": "git://example.org/app", "short_name": "app", "ref": "v1", "subdir": "y", "unencrypted": True},
    ),
    ("ssh://git@example.org:22/app", {"remote": "ssh://git@example.org:22/app", "short_name": "app"}),
    ("git@example.org:a/app.git?tag=v1", {"remote": "git@example.org:a/app.git", "short_name": "app", "ref": "refs/tags/v1"}),
    ("https://u:p%40w@example.org/a%20b.git", {"remote": "https://u:p%40w@example.org/a%20b.git", "short_name": "a%20b"}),
    ("https://example.org/é.git", {"remote": "https://example.org/%C3%A9.git", "short_name": "%C3%A9"}),
    ("https://[::1]:8/app.git", {"remote": "https://[::1]:8/app.git", "short_name": "app"}),
    ("github.com/a/app#main", {"remote": "github.com/a/app", "short_name": "app", "ref": "main", "looks_local": True}),
    ("https://e.org/app.git?ref=v1#v1", {"remote": "https://e.org/app.git", "short_name": "app", "ref": "v1"}),
    (
        "https://e.org/app.git?branch=refs/heads/x",
        {"remote": "https://e.org/app.git", "short_name": "app", "ref": "refs/heads/x"},
    ),
    (
        "https://e.org/app.git?subdir=a+b&keep-git-dir",
        {"remote": "https://e.org/app.git", "short_name": "app", "subdir": "a b", "keep_git_dir": True},
    ),
    (
        "https://e.org/app.git?submodules=f&commit=ab&mtime=commit",
        {"remote": "https://e.org/app.git", "short_name": "app", "submodules": False, "checksum": "ab", "mtime": "commit"},
    ),
    (
        "https://e.org/app.git?fetch-by-commit=1",
        {"remote": "https://e.org/app.git", "short_name": "app", "fetch_by_commit": True},
    ),
    ("https://e.org/app.git?%zz&&a;b", {"remote": "https://e.org/app.git", "short_name": "app"}),
]


@pytest.mark.parametrize(("text", "expected"), REFS)
def test_a_repository_is_read(text: str, expected: dict[str, Any]) -> None:
    ref = parse_git_ref(text)
    assert ref is not None
    default = GitRef("", "")
    for name in GitRef.__slots__:
        assert getattr(ref, name) == expected.get(name, getattr(default, name)), name


ERRORS = [
    ("?x=1", 'unexpected query "x"'),
    ("?tag=", 'query "tag" has no value'),
    ("?ref=a&ref=b", 'query "ref" has multiple values'),
    ("?ref=a#b", 'ref conflicts: "b" vs "a"'),
    ("?subdir=a#b:c", 'subdir conflicts: "c" vs "a"'),
    ("?tag=a&branch=b", "branch conflicts with tag"),
    ("?branch=b#x", 'ref conflicts: "x" vs "refs/heads/b"'),
    ("?submodules=maybe", 'invalid submodules value: "maybe"'),
    ("?mtime=now", 'invalid mtime value: "now" (must be "checkout" or "commit")'),
]


@pytest.mark.parametrize(("query", "message"), ERRORS)
@pytest.mark.parametrize("source", ["https://example.org/app.git", "git@example.org:app.git", "github.com/a/app"])
def test_a_query_is_refused_as_buildkit_does(source: str, query: str, message: str) -> None:
    with pytest.raises(GitRefError) as raised:
        parse_git_ref(source + query)
    assert str(raised.value) == message
