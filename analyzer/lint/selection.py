"""Which rules a run uses, from the selectors of its command line.

A selector is a rule id, a peer's name for a rule with or without its namespace (``hadolint/DL3008``, ``DL3008``), a category,
a peer's namespace (``hadolint``), a framework (``cis-docker``), one of its controls (``cis-docker/4.1``) or ``ALL``.
"""

from __future__ import annotations

from analyzer.lint.finding import CATEGORIES
from analyzer.lint.parse_error import PARSE_ERROR
from analyzer.rules.builtin import builtin_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.rules.ruleset import RuleInfo, Ruleset

ALL = "ALL"
DEFAULT_PROFILE = "recommended"


class UnknownSelectorError(Exception):
    """A selector that names no rule; `hint` names what is spelt nearly the same."""

    def __init__(self, selector: str, known: Iterable[str]) -> None:
        from analyzer.rules.errors import did_you_mean

        super().__init__(f"no rule, category, alias or framework is called {selector!r}")
        same = [name for name in known if name.casefold() == selector.casefold()]
        self.hint = did_you_mean(selector, same or known) or "see buildsecbot rules list"


class Selection:
    """The rules of a run: the rule set and the ids of those in force."""

    __slots__ = ("enabled", "rules")

    def __init__(self, rules: Ruleset, enabled: frozenset[str]) -> None:
        self.rules = rules
        self.enabled = enabled

    def why(self, id_: str) -> str:
        """The first paragraph of a rule's documentation."""
        return rule_of(self.rules, id_).docs.strip().split("\n\n", 1)[0]

    def remedy(self, id_: str) -> str:
        """How to fix what a rule found, in one or two sentences."""
        return rule_of(self.rules, id_).remedy


def select_rules(
    select: Iterable[str] = (), extend_select: Iterable[str] = (), ignore: Iterable[str] = (), sources: Iterable[str] = ()
) -> Selection:
    """The selection of `select`, or of the profile ``recommended`` where it is empty, and of `extend_select`, without `ignore`.

    `sources` are files, folders and ``package:NAME`` with further rules, which are in it too where `select` is empty.
    ``parse-error`` is in it unless it is ignored; rules of the severity off never are. Raises UnknownSelectorError, and
    analyzer.rules.errors.RuleErrors for rules that cannot be used.
    """
    rules, own = known_rules(sources)
    chosen = ids_of(rules, select) if select else own.union(rules.profiles[DEFAULT_PROFILE][1])
    chosen |= ids_of(rules, extend_select)
    chosen.add(PARSE_ERROR.id)
    chosen -= {rule.id for rule in rules.rules if rule.severity == "off"}
    return Selection(rules, frozenset(chosen - ids_of(rules, ignore)))


def known_rules(sources: Iterable[str] = ()) -> tuple[Ruleset, set[str]]:
    """The built-in rules joined with those of `sources`, and the ids of the latter. Raises analyzer.rules.errors.RuleErrors."""
    rules, given = builtin_rules(), list(sources)
    if not given:
        return rules, set()
    from analyzer.rules.users import user_rules

    own = user_rules(given)
    return rules.joined(own), set(own.by_id)


def ids_of(rules: Ruleset, selectors: Iterable[str]) -> set[str]:
    """The ids of the rules that any of the selectors names."""
    chosen: set[str] = set()
    for selector in selectors:
        if selector == ALL:
            chosen.update(rule.id for rule in every_rule(rules))
            continue
        found = [rule.id for rule in every_rule(rules) if selector in names_of(rule)]
        if not found and selector not in CATEGORIES:
            raise UnknownSelectorError(selector, {ALL, *(name for rule in every_rule(rules) for name in names_of(rule))})
        chosen.update(found)
    return chosen


def rule_of(rules: Ruleset, id_: str) -> RuleInfo:
    """The rule of an id, ``parse-error`` included. Raises KeyError."""
    return PARSE_ERROR if id_ == PARSE_ERROR.id else rules.by_id[id_]


def every_rule(rules: Ruleset) -> list[RuleInfo]:
    """The rules of a set and ``parse-error``."""
    return [PARSE_ERROR, *rules.rules]


def names_of(rule: RuleInfo) -> set[str]:
    """All selectors that select this rule, ``ALL`` left out."""
    names = {rule.id, rule.category, *rule.aliases, *rule.controls}
    for alias in rule.aliases:
        names.update(alias.split("/", 1))
    for control in rule.controls:
        names.add(control.split("/", 1)[0])
    return names


def rules_called(rules: Ruleset, name: str) -> list[RuleInfo]:
    """The rules of an id or of another tool's name, with or without its namespace. Raises UnknownSelectorError."""
    called = {
        rule.id: {rule.id, *rule.aliases, *(alias.split("/", 1)[-1] for alias in rule.aliases)} for rule in every_rule(rules)
    }
    found = [rule_of(rules, id_) for id_, names in called.items() if name in names]
    if not found:
        raise UnknownSelectorError(name, set().union(*called.values()))
    return found
