"""Named properties of a text, for ``is:`` and ``is-not:`` in rules.

Each takes the value of a fact and answers True, False, or None where it cannot be told. They know nothing of rules: what is
bad about a value is for the rule to say. `PREDICATES` is the one place they are registered.
"""

from __future__ import annotations

from analyzer.facts.modes import setuid_mode, world_writable_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

STRING = "string"  # as in analyzer.facts.schema, which a run has no need of
SECRET_WORDS = frozenset(
    ("apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token")
)
HARMLESS_WORDS = frozenset(("public", "file", "version"))
_ENDINGS = ("password", "passwd", "passphrase")
_LAST_WORDS = frozenset(("pass", "pwd", "psw"))
MANIFESTS = frozenset((
    "package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb",
    "pyproject.toml", "poetry.lock", "uv.lock", "pdm.lock", "pipfile", "pipfile.lock", "setup.py", "setup.cfg",
    "gemfile", "gemfile.lock", "go.mod", "go.sum", "cargo.toml", "cargo.lock", "composer.json", "composer.lock",
    "pom.xml", "build.gradle", "build.gradle.kts", "gradle.lockfile", "mix.exs", "mix.lock", "environment.yml",
))  # fmt: skip
MANIFEST_GLOBS = ("package", "yarn", "pnpm", "pyproject", "poetry", "gemfile", "go.", "cargo", "pipfile", "composer")


def absolute_path(value: str) -> bool:
    """The path is absolute: it starts with a slash or backslash, or with a drive letter."""
    return value.startswith(("/", "\\")) or windows_path(value)


def windows_path(value: str) -> bool:
    """The path starts with a drive letter, as in ``c:/app``."""
    return len(value) > 1 and value[1] == ":" and value[0].isascii() and value[0].isalpha() and value[2:3] in ("", "\\", "/")


def dependency_manifest(value: str) -> bool:
    """The path names a file that lists dependencies: package.json, requirements.txt, go.mod, a lock file, or a glob of them."""
    name = value.replace("\\", "/").rstrip("/").rpartition("/")[2].lower()
    if name in MANIFESTS or (name.startswith("requirements") and name.endswith((".txt", ".in"))):
        return True
    if name.endswith((".gemspec", ".csproj", ".fsproj", ".sln", ".cabal")):
        return True
    return "*" in name and name.startswith(
        ("package", "yarn", "pnpm", "pyproject", "poetry", "gemfile", "go.", "cargo", "pipfile", "composer")
    )


def email(value: str) -> bool:
    """The text is an address of electronic mail: one ``@`` between a name and a host with a dot."""
    name, mark, host = value.rpartition("@")
    parts = host.split(".")
    return bool(mark and name) and not set(name) & set("@ <>,;") and len(parts) > 1 and all(_is_label(part) for part in parts)


def git_hash(value: str) -> bool:
    """The text is the hash of a git commit, in full (40 digits, 64 of SHA-256) or cut to 7 at least."""
    return (7 <= len(value) <= 40 or len(value) == 64) and set(value) <= set("0123456789abcdef")


def _is_label(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "").isalnum() and text[0] != "-" and text[-1] != "-"


_WITHOUT_SIGNS = str.maketrans("", "", "._/-")


def label_key(value: str) -> bool:
    """The key has the form that Docker gives the keys of labels, digits at the end allowed.

    Small letters, digits, periods, underscores, slashes and hyphens; a letter first, no sign last, no two periods or hyphens in
    a row.
    """
    known = value.isascii() and value == value.lower() and value.translate(_WITHOUT_SIGNS).isalnum()
    return known and value[0].isalpha() and value[-1].isalnum() and ".." not in value and "--" not in value


def lower_case(value: str) -> bool:
    """No letter is a capital."""
    return value == value.lower()


def upper_case(value: str) -> bool:
    """Every letter is a capital."""
    return value == value.upper()


def number(value: str) -> bool:
    """The text is digits only."""
    return value.isascii() and value.isdigit()


def numeric_user(value: str) -> bool:
    """The user (``user`` or ``user:group``) is given by number."""
    return number(value.partition(":")[0])


def unix_root(value: str) -> bool:
    """The user is uid 0, by name or number, with or without a group."""
    user = value.partition(":")[0].strip()
    return user == "root" or (number(user) and not user.strip("0"))


def rfc3339(value: str) -> bool:
    """The text is a date and time such as ``2026-01-31T12:00:00Z`` (RFC 3339, section 5.6)."""
    from analyzer.facts.forms import is_date_time

    return is_date_time(value)


def semver(value: str) -> bool:
    """The text is a semantic version, such as ``1.0.0-rc.1+5`` (semver.org, 2.0.0)."""
    from analyzer.facts.forms import is_semantic_version

    return is_semantic_version(value)


def spdx_expression(value: str) -> bool:
    """The text is an SPDX licence expression, such as ``MIT OR Apache-2.0`` (SPDX specification, annex D)."""
    from analyzer.facts.licences import is_expression

    return is_expression(value)


def secret_name(value: str) -> bool:
    """The name of a variable promises a credential: one of its words, split at underscores, is password, token, key ...

    The words, and those that make a name harmless again (public, file, version), are BuildKit's
    (dockerfile2llb/validations.go, SecretsUsedInArgOrEnv). What it does not know: a word that ends in password, and pass, pwd
    and the like at the end of a name (DB_PASS, MYSQL_PWD).
    """
    words = value.lower().split("_")
    last = words[-1]
    if any(word in HARMLESS_WORDS for word in words):
        return False
    return any(word in SECRET_WORDS for word in words) or last.endswith(_ENDINGS) or (len(words) > 1 and last in _LAST_WORDS)


def credential_file(value: str) -> bool:
    """The path names a file that holds a credential, by its name or its folder: id_rsa, .netrc, .aws/credentials ..."""
    from analyzer.facts.secret_names import STRONG
    from analyzer.facts.secret_names import credential_file as judged

    return judged(value) == STRONG


def url(value: str) -> bool:
    """The text is a URL with a scheme and a host."""
    scheme, mark, rest = value.partition("://")
    return bool(mark and rest) and scheme[:1].isalpha() and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()


def url_plain_http(value: str) -> bool:
    """The text is a URL that is fetched without encryption: http or ftp."""
    return value.lower().startswith(("http://", "ftp://")) and url(value)


class Predicate:
    """A named property of a value of one type of fact."""

    __slots__ = ("doc", "function", "name", "type")

    def __init__(self, name: str, type: str, function: Callable[[str], bool | None]) -> None:
        self.name = name
        self.type = type
        self.function = function
        self.doc = (function.__doc__ or "").strip()


PREDICATES: dict[str, Predicate] = {
    predicate.name: predicate
    for predicate in (
        Predicate("absolute-path", STRING, absolute_path),
        Predicate("credential-file", STRING, credential_file),
        Predicate("dependency-manifest", STRING, dependency_manifest),
        Predicate("email", STRING, email),
        Predicate("git-hash", STRING, git_hash),
        Predicate("label-key", STRING, label_key),
        Predicate("lower-case", STRING, lower_case),
        Predicate("number", STRING, number),
        Predicate("numeric-user", STRING, numeric_user),
        Predicate("rfc3339", STRING, rfc3339),
        Predicate("secret-name", STRING, secret_name),
        Predicate("semver", STRING, semver),
        Predicate("setuid-mode", STRING, setuid_mode),
        Predicate("spdx-expression", STRING, spdx_expression),
        Predicate("unix-root", STRING, unix_root),
        Predicate("upper-case", STRING, upper_case),
        Predicate("url", STRING, url),
        Predicate("url-plain-http", STRING, url_plain_http),
        Predicate("windows-path", STRING, windows_path),
        Predicate("world-writable-mode", STRING, world_writable_mode),
    )
}
