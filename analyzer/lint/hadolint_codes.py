"""What hadolint's codes are worth: the severities of ``rules/data/hadolint``."""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORM = 1  # of the table below
OFF = "off"
PARSE_ERROR = "DL1000"


def _compile(documents: list[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The severities by code, and the codes for the values of labels by parameter."""
    severities: dict[str, str] = {}
    values: dict[str, str] = {}
    for document in documents:
        for level, codes in document["severities"].items():
            for code in codes:
                if code in severities:
                    raise ValueError(f"rules/data/hadolint: {code} has two severities")
                severities[code] = OFF if level in (OFF, False) else level  # YAML 1.1 reads off as false
        values |= document["label-values"]
    return severities, values


VOCABULARY = Vocabulary("hadolint", FORM, _compile)


def severities() -> dict[str, str]:
    """The severity hadolint gives each of its codes, ``off`` for those that only a configuration brings in."""
    found: dict[str, str] = VOCABULARY.table[0]
    return found


def label_value_codes() -> dict[str, str]:
    """The code for a value of a label that is not of its type, by the parameter of the rule label-value-invalid."""
    found: dict[str, str] = VOCABULARY.table[1]
    return found
