"""Whether the name of a variable, or of a file, promises a credential."""

from __future__ import annotations

from analyzer.facts import secret_words

STRONG, WEAK = "strong", "weak"
_PUBLIC_STARTS = ("sha", "md5", "hash", "digest", "checksum", "commit", "rev", "integrity")
_PUBLIC = frozenset({"version", "fingerprint", "url", "public", "gpg"})


def judge(name: str) -> str:
    """``strong`` or ``weak`` for a name that promises a credential, else empty.

    What BuildKit calls one (dockerfile2llb/validations.go, SecretsUsedInArgOrEnv) is at least weak, unless a word behind it
    says that the value is something about the credential: TOKEN_URL, PASSWORD_LENGTH.
    """
    lower = name.lower()
    if not any(hint in lower for hint in secret_words.words("hints")):
        return ""
    if lower in secret_words.words("always"):
        return STRONG
    if lower in secret_words.words("never"):
        return ""
    words = split(name)
    pairs, strong, weak = secret_words.words("pairs"), secret_words.words("strong"), secret_words.words("weak")
    level, at = "", -1
    for index, word in enumerate(words):
        if word in strong or (index and (words[index - 1], word) in pairs):
            level, at = STRONG, index
        elif word in weak:
            level, at = level or WEAK, index
    if not level or not secret_words.words("harmless").isdisjoint(words):
        return ""
    return "" if any(word in secret_words.words("harmless-after") for word in words[at + 1 :]) else level


def says_public(name: str) -> bool:
    """The name says that its value is a digest, a revision, a version or the like."""
    words = split(name)
    return any(word.startswith(_PUBLIC_STARTS) or word in _PUBLIC for word in words)


def split(name: str) -> list[str]:
    """The words of a name in lower case: ``dbPassword`` and ``DB_PASSWORD`` are db, password."""
    words: list[str] = []
    start = 0
    for at in range(1, len(name) + 1):
        if at == len(name) or not name[at].isalnum() or (name[at].isupper() and name[at - 1].islower()):
            word = name[start:at].strip("".join(char for char in name[start:at] if not char.isalnum()))
            if word:
                words.append(word.lower())
            start = at
    return words


def credential_file(path: str) -> str:
    """``strong`` or ``weak`` for the path of a file that holds credentials, by its name and folder; else empty."""
    parts = [part for part in path.lower().split("/") if part not in ("", ".")]
    if not parts:
        return ""
    name = parts[-1]
    if name.endswith(secret_words.files("harmless-ends")) or name in secret_words.files("folders-harmless"):
        return ""
    known = secret_words.files("names")
    if name in known or "/".join(parts[-2:]) in known or name.endswith(secret_words.files("ends")):
        return STRONG
    if name.startswith(secret_words.files("starts")):
        return STRONG
    folders = secret_words.files("folders")
    if name in folders or any(part in folders for part in parts[:-1]):
        return STRONG if "*" not in name and name != "config" else WEAK
    return WEAK if name.endswith((".pem", ".key")) and "pub" not in name and "cert" not in name else ""
