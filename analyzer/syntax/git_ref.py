"""Which sources of ADD are Git repositories (dfgitutil/git_ref.go, util/gitutil/git_url.go, util/sshutil/scpurl.go)."""

from __future__ import annotations

import posixpath

from analyzer.source.patterns import Lazy
from analyzer.syntax.gobool import parse_bool
from analyzer.syntax.goquote import go_quote
from analyzer.syntax.gourl import Url, UrlError, parse_query, parse_url

_PROTOCOL = Lazy(r"([A-Za-z0-9]+)://")
_SUPPORTED = frozenset({"http", "https", "ssh", "git"})
_SCP = Lazy(r"([A-Za-z0-9_-]+)@([A-Za-z0-9.-]+):([^?#\n]*)(?:\?([^#\n]*))?(?:#(.*))?\Z")
_SWITCHES = frozenset({"submodules", "keep-git-dir", "fetch-by-commit"})


class GitRefError(ValueError):
    """A Git source whose query BuildKit refuses, in its words."""


class GitRef:
    """A Git repository as a source.

    `remote` is the URL without query and fragment, `short_name` the last part of it without ``.git``. `ref` (a commit, tag
    or branch), `checksum` (a commit) and `subdir` are empty where not given, `keep_git_dir` and `submodules` None. `mtime` is
    ``checkout``, ``commit`` or empty. `unencrypted` is true for ``http://`` and ``git://``. `looks_local` is true for
    ``github.com/...``, which ADD takes for a path: only the build context may be written so.
    """

    __slots__ = (
        "checksum",
        "fetch_by_commit",
        "keep_git_dir",
        "looks_local",
        "mtime",
        "ref",
        "remote",
        "short_name",
        "subdir",
        "submodules",
        "unencrypted",
    )

    def __init__(self, remote: str, fragment: str) -> None:
        self.remote = remote
        self.short_name = remote.rpartition("/")[2].removesuffix(".git")
        self.ref, _, subdir = fragment.partition(":")
        self.subdir = _clean_subdir(subdir) if fragment else ""
        self.checksum = ""
        self.keep_git_dir: bool | None = None
        self.submodules: bool | None = None
        self.mtime = ""
        self.fetch_by_commit = False
        self.looks_local = False
        self.unencrypted = False

    def __repr__(self) -> str:
        return f"GitRef({self.remote!r}, ref={self.ref!r}, subdir={self.subdir!r})"


def parse_git_ref(text: str) -> GitRef | None:
    """The repository a source names, or None where it is a path or a plain URL. Raises GitRefError."""
    if text.startswith(("./", "../")):
        return None
    if text.startswith("github.com/"):
        return _read_local_form(text)
    if _PROTOCOL.match(text):
        return _read_url(text)
    return _read_scp(text)


def _read_local_form(text: str) -> GitRef | None:
    try:
        url = parse_url(text, "https")
    except UrlError:
        return None
    ref = GitRef(url.remote.partition("://")[2], url.fragment)
    ref.looks_local = True
    return _read_query(ref, parse_query(url.query)[0])


def _read_url(text: str) -> GitRef | None:
    protocol = text.partition("://")[0].lower()
    if protocol not in _SUPPORTED:
        return None
    try:
        url: Url = parse_url(text)
    except UrlError:
        return None
    if protocol in {"http", "https"} and not url.path.endswith(".git"):
        return None
    ref = GitRef(url.remote, url.fragment)
    ref.unencrypted = protocol in {"http", "git"}
    return _read_query(ref, parse_query(url.query)[0])


def _read_scp(text: str) -> GitRef | None:
    """``user@host:path``, with a query and a fragment as in a URL."""
    match = _SCP.match(text)
    if match is None:
        return None
    user, host, path, query, fragment = match.groups(default="")
    values, whole = parse_query(query)
    return _read_query(GitRef(f"{user}@{host}:{path}", fragment), values) if whole else None


def _read_query(ref: GitRef, query: dict[str, list[str]]) -> GitRef:
    named = {"tag": "", "branch": ""}
    for key, values in query.items():
        if len(values) > 1:
            raise GitRefError(f"query {go_quote(key)} has multiple values")
        value = values[0]
        if not value and key not in _SWITCHES:
            raise GitRefError(f"query {go_quote(key)} has no value")
        if key in named:
            named[key] = value
        else:
            _apply(ref, key, value)
    tag, branch = named["tag"], named["branch"]
    if tag:
        _set_ref(ref, tag if tag.startswith("refs/tags/") else "refs/tags/" + tag)
    if branch:
        if tag:
            raise GitRefError("branch conflicts with tag")
        _set_ref(ref, branch if branch.startswith("refs/heads/") else "refs/heads/" + branch)
    return ref


def _apply(ref: GitRef, key: str, value: str) -> None:
    if key == "ref":
        _set_ref(ref, value)
    elif key == "subdir":
        if ref.subdir and ref.subdir != value:
            raise GitRefError(f"subdir conflicts: {go_quote(ref.subdir)} vs {go_quote(value)}")
        ref.subdir = value
    elif key in {"checksum", "commit"}:
        ref.checksum = value
    elif key in _SWITCHES:
        setattr(ref, key.replace("-", "_"), _switch(key, value))
    elif key == "mtime":
        if value not in {"checkout", "commit"}:
            raise GitRefError(f'invalid mtime value: {go_quote(value)} (must be "checkout" or "commit")')
        ref.mtime = value
    else:
        raise GitRefError(f"unexpected query {go_quote(key)}")


def _switch(key: str, value: str) -> bool:
    """The value of a boolean; one without a value is on."""
    try:
        return parse_bool(value) if value else True
    except ValueError:
        raise GitRefError(f"invalid {key} value: {go_quote(value)}") from None


def _set_ref(ref: GitRef, name: str) -> None:
    if ref.ref and ref.ref != name:
        raise GitRefError(f"ref conflicts: {go_quote(ref.ref)} vs {go_quote(name)}")
    ref.ref = name


def _clean_subdir(subdir: str) -> str:
    """The folder without ``.``, ``..`` and leading slashes: it never leaves the repository."""
    return posixpath.normpath("/" + subdir).lstrip("/")
