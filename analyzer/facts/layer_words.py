"""The vocabulary of layers, ``rules/data/layers``.

==================================  ==================================================================================
archives, packages, add-unpacks     endings of file names: what can be unpacked, installed, and what ADD unpacks itself
signatures, checksums, keys         endings of what others are checked with
checksum-names, key-names           the same as whole names, in lower case
interpreters, filters, installers   command names
checks                              command -> `options` or `words`, one of which makes it check something; `also`: other
                                    names; `digest`: comparing what it prints is a check too
==================================  ==================================================================================
"""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORMAT = 1
_ENDINGS = ("archives", "packages", "add-unpacks", "signatures", "checksums", "keys")
_NAMES = ("checksum-names", "key-names", "interpreters", "filters", "installers")


def _compile(documents: list[dict[str, Any]]) -> dict[str, Any]:
    given = {key: value for document in documents for key, value in document.items()}
    if set(given) != {*_ENDINGS, *_NAMES, "checks"}:
        raise ValueError(f"the vocabulary of layers has other keys: {sorted(given)}")
    table: dict[str, Any] = {key: tuple(given[key]) for key in _ENDINGS}
    table.update({key: frozenset(given[key]) for key in _NAMES})
    checks = {}
    for name, entry in given["checks"].items():
        complete = (frozenset(entry.get("options", ())), frozenset(entry.get("words", ())), entry.get("digest", False))
        checks.update(dict.fromkeys([name, *entry.get("also", ())], complete))
    table["checks"] = checks
    return table


VOCABULARY = Vocabulary("layers", FORMAT, _compile)


def endings(key: str) -> tuple[str, ...]:
    """The endings of a kind of file."""
    found: tuple[str, ...] = VOCABULARY.table[key]
    return found


def words(key: str) -> frozenset[str]:
    """A list of names."""
    found: frozenset[str] = VOCABULARY.table[key]
    return found


def is_archive(path: str) -> bool:
    """The name of the file is that of an archive or of a compressed file."""
    return path.endswith(endings("archives"))


def check_of(name: str) -> tuple[frozenset[str], frozenset[str], bool] | None:
    """What makes a command check something: options, words, and whether comparing its output does."""
    found: tuple[frozenset[str], frozenset[str], bool] | None = VOCABULARY.table["checks"].get(name)
    return found
