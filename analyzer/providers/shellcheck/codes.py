"""Which of ShellCheck's codes are not reported, from ``rules/data/shellcheck``."""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORM = 1
_PARTS = ("never", "once")


def _compile(documents: list[Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(codes that are never reported, codes of which a script gets the first), each in order. Raises ValueError."""
    never, once = ({code: why for document in documents for code, why in document.get(part, {}).items()} for part in _PARTS)
    if any(set(document) - set(_PARTS) for document in documents):
        raise ValueError(f"rules/data/shellcheck: the keys are {' and '.join(_PARTS)}")
    for code, why in {**never, **once}.items():
        if len(code) != 6 or code[:2] != "SC" or not code[2:].isdigit() or not why:
            raise ValueError(f"rules/data/shellcheck: {code} is no code with a reason")
    return tuple(sorted(int(code[2:]) for code in never)), tuple(sorted(int(code[2:]) for code in once))


VOCABULARY = Vocabulary("shellcheck", FORM, _compile)


def never_reported() -> tuple[int, ...]:
    """The codes that make no sense in a Dockerfile."""
    codes: tuple[int, ...] = VOCABULARY.table[0]
    return codes


def reported_once() -> tuple[int, ...]:
    """The codes of which only the first finding in a script is reported."""
    codes: tuple[int, ...] = VOCABULARY.table[1]
    return codes
