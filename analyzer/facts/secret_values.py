"""What a value is that may be a credential, and how it is shown without giving it away."""

from __future__ import annotations

from analyzer.facts import secret_words

_SHOWN = 4  # characters of a credential that are shown, of a short one a quarter of it
_LONGEST = 512
_HEX = frozenset("0123456789abcdefABCDEF")
_VAGUE = frozenset(
    (
        "your",
        "change",
        "changeme",
        "example",
        "placeholder",
        "dummy",
        "insert",
        "replace",
        "todo",
        "fake",
        "sample",
        "xxx",
        "here",
    )
)
_DIGESTS = frozenset({32, 40, 56, 64, 96, 128})
_TOKEN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-")
_KNOWN_FORMS = (
    "sha256:", "sha512:", "sha256-", "sha384-", "sha512-", "sha1-", "md5:", "AAAAB3NzaC1", "AAAAC3NzaC1", "ssh-", "MII", "urn:",
)  # fmt: skip
_FILES = (
    ".pem", ".key", ".pub", ".crt", ".cer", ".json", ".yml", ".yaml", ".txt", ".conf", ".p12", ".pfx", ".jks", ".gpg", ".asc",
)  # fmt: skip


def judge(value: str) -> str:
    """What a value is: empty, variable, switch, path, url, public, placeholder or literal."""
    text = value.strip().strip("\"'")
    if not text:
        return "empty"
    if "://" in text and "@" not in text:
        return "url"
    if "$" in text or "`" in text or "{{" in text or (text[:1] == "%" and text[-1:] == "%" and len(text) > 2):
        return "variable"
    lower = text.lower()
    if lower in secret_words.words("switches") or (text.isdigit() and len(text) < 5):
        return "switch"
    if text.startswith(("/", "./", "../", "~/", "file:", "C:\\")) or lower.endswith(_FILES):
        return "path"
    if "://" in text:
        return "url"
    if text.startswith(_KNOWN_FORMS) or is_version(text):
        return "public"
    return "placeholder" if is_placeholder(lower) else "literal"


def is_placeholder(lower: str) -> bool:
    """A text in lower case stands for a credential rather than being one."""
    if lower[0] + lower[-1] in ("<>", "[]", "{}", "()") or len(set(lower)) <= 2 or lower[0] in "*!":
        return True
    words = lower.replace("-", " ").replace("_", " ").replace(".", " ").replace("!", " ").split()
    known = secret_words.words("placeholders")
    return (
        lower in known
        or not _VAGUE.isdisjoint(words)
        or all(word in known or word in ("my", "a", "the", "this") for word in words)
    )


def is_version(text: str) -> bool:
    """A version number such as 1.2.3 or v2."""
    digits = text.removeprefix("v").replace(".", "").replace("-", "")
    return len(text) < 16 and digits.isdigit() and ("." in text or text[0] == "v")


def is_digest(text: str) -> bool:
    """Hexadecimal digits of the length of a digest, a fingerprint or a revision; or a UUID."""
    bare = text.replace("-", "").replace(":", "").replace(" ", "")
    return len(bare) in _DIGESTS and _HEX.issuperset(bare)


def high_entropy(text: str) -> bool:
    """A text looks random: 24 characters or more of three kinds, hardly any twice, of no form that is known to be public."""
    if not 24 <= len(text) <= _LONGEST or not _TOKEN.issuperset(text) or text.startswith(_KNOWN_FORMS) or is_digest(text):
        return False
    if text.count("/") > 2 or text.count("-") > 3 or text.count("_") > 3:
        return False  # a path, or words
    pieces = text.replace("-", " ").replace("_", " ").replace("/", " ").split()
    if len(pieces) > 1 and all(piece.rstrip("0123456789").isalpha() or piece.isdigit() for piece in pieces):
        return False
    kinds = (any(map(str.islower, text)), any(map(str.isupper, text)), any(map(str.isdigit, text)))
    return all(kinds) and entropy(text) >= 4.2


def entropy(text: str) -> float:
    """Shannon's entropy in bits a character."""
    from math import log2

    counts = [text.count(char) for char in set(text)]
    return -sum(count / len(text) * log2(count / len(text)) for count in counts)


def shown(value: str) -> str:
    """A credential for people: how it begins, and how long it is."""
    if not value:
        return ""
    return f"{value[: min(_SHOWN, len(value) // 4)]}... ({len(value)} characters)"


def masked(value: str) -> str:
    """The same in a text of the same length: line ends are kept, all but the first characters are stars."""
    kept = min(_SHOWN, len(value) // 4)
    return value[:kept] + "".join(char if char in "\r\n" else "*" for char in value[kept:])
