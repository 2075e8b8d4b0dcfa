"""The rules of a SARIF log, and the compliance frameworks whose controls they serve as its taxonomies.

SARIF 2.1.0, 3.19 and 3.49 to 3.53. `security-severity`, `precision`, `problem.severity` and `tags` are what GitHub reads:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support#reportingdescriptor-object.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from analyzer.rules.ruleset import RuleInfo

LEVELS = {"error": "error", "warning": "warning", "info": "note", "style": "note"}
SCORES = {"error": "8.0", "warning": "5.5", "info": "3.0", "style": "1.0"}  # high, medium, low, low
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation", "style": "recommendation"}


class Catalogue:
    """The rules a log speaks of and their controls, each with its index."""

    __slots__ = ("_frameworks", "_numbers", "_rules", "_taxa")

    def __init__(self, rules: Iterable[RuleInfo]) -> None:
        self._rules = sorted(rules, key=lambda rule: rule.id)
        self._numbers = {rule.id: number for number, rule in enumerate(self._rules)}
        found: dict[str, set[str]] = {}
        for rule in self._rules:
            for control in rule.controls:
                framework, _, name = control.partition("/")
                found.setdefault(framework, set()).add(name)
        self._frameworks = sorted(found)
        self._taxa = {name: sorted(found[name]) for name in self._frameworks}

    def rule(self, id_: str) -> dict[str, Any]:
        """What refers to a rule."""
        return {"id": id_, "index": self._numbers[id_]}

    def index(self, id_: str) -> int:
        """The number of a rule."""
        return self._numbers[id_]

    def descriptors(self) -> list[dict[str, Any]]:
        """All rules."""
        return [self._descriptor(rule) for rule in self._rules]

    def taxonomies(self) -> list[dict[str, Any]]:
        """All frameworks, with the controls that rules speak of."""
        return [
            {
                "name": name,
                "shortDescription": {"text": f"Controls of {name} that Dockerfiles can be checked for"},
                "isComprehensive": False,
                "taxa": [{"id": control} for control in self._taxa[name]],
            }
            for name in self._frameworks
        ]

    def supported(self) -> list[dict[str, Any]]:
        """What refers to the frameworks."""
        return [{"name": name, "index": number} for number, name in enumerate(self._frameworks)]

    def control(self, control: str) -> dict[str, Any]:
        """What refers to a control."""
        framework, _, name = control.partition("/")
        component = {"name": framework, "index": self._frameworks.index(framework)}
        return {"id": name, "index": self._taxa[framework].index(name), "toolComponent": component}

    def _descriptor(self, rule: RuleInfo) -> dict[str, Any]:
        why, remedy = " ".join(rule.why.split()), rule.remedy.strip()
        found: dict[str, Any] = {
            "id": rule.id,
            "name": "".join(word[:1].upper() + word[1:] for word in rule.id.replace("/", "-").split("-")),
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": why or rule.title},
            "help": {
                "text": "\n\n".join(part for part in (why, remedy) if part) or rule.title,
                "markdown": markdown(rule),
            },
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
        }
        if address := rule.url or next(iter(rule.references), ""):
            found["helpUri"] = address
        if rule.controls:
            found["relationships"] = [{"target": self.control(name), "kinds": ["relevant"]} for name in rule.controls]
        return found | {"properties": _properties(rule)}


def markdown(rule: RuleInfo) -> str:
    """All there is to say of what a rule finds."""
    parts = [rule.docs.strip(), f"## How to fix it\n\n{rule.remedy.strip()}" if rule.remedy else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def _properties(rule: RuleInfo) -> dict[str, Any]:
    found: dict[str, Any] = {
        "tags": [rule.category, *sorted({control.partition("/")[0] for control in rule.controls})],
        "precision": rule.confidence,
        "problem.severity": PROBLEMS[rule.severity],
    }
    if rule.category == "security":
        found["security-severity"] = SCORES[rule.severity]
    if rule.aliases:
        found["aliases"] = list(rule.aliases)
    return found
