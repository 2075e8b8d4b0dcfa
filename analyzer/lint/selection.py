"""Which rules a run uses, from the selectors of its command line.

A selector is a rule id, a peer's name for a rule with or without its namespace (``hadolint/DL3008``, ``DL3008``), a category,
a peer's namespace (``hadolint``), a framework (``cis-docker``), one of its controls (``cis-docker/4.1``) or ``ALL``.
"""

from __future__ import annotations

from analyzer.lint.finding import CATEGORIES
from analyzer.lint.own_rules import OWN_RULES, PARSE_ERROR, own_rules_of
from analyzer.rules.builtin import builtin_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.facts.providers import Providers
    from analyzer.rules.ruleset import RuleInfo, Ruleset

ALL = "ALL"
SHELLCHECK = "shellcheck"  # all of ShellCheck's codes
DEFAULT_PROFILE = "recommended"
BUILDKIT = "buildkit"
EXPERIMENTAL = frozenset({"InvalidDefinitionDescription"})
"""BuildKit's checks that it runs only where a file asks for them, ``# check=experimental=all`` (linter/ruleset.go)."""


class UnknownSelectorError(Exception):
    """A selector that names no rule; `hint` names what is spelt nearly the same."""

    def __init__(self, selector: str, known: Iterable[str]) -> None:
        from analyzer.rules.errors import did_you_mean

        super().__init__(f"no rule, category, alias or framework is called {selector!r}")
        same = [name for name in known if name.casefold() == selector.casefold()]
        self.hint = did_you_mean(selector, same or known) or "see buildsecbot rules list"


class Selection:
    """The rules of a run: the rule set, the ids of those in force, and by id the severities that differ from the rule's own.

    `codes` are those of ShellCheck, which no rule set lists: those chosen and those left out, by ``shellcheck/SC2086`` or,
    all of them, ``shellcheck``. `on_request` are the ids that are in force for a file that asks for them. `comments` tells that
    comments silence findings; without it only BuildKit's do.
    """

    __slots__ = ("_active", "_inactive", "codes", "comments", "enabled", "on_request", "rules", "severities")

    def __init__(
        self,
        rules: Ruleset,
        enabled: frozenset[str],
        severities: Mapping[str, str] | None = None,
        codes: tuple[frozenset[str], frozenset[str]] = (frozenset({SHELLCHECK}), frozenset()),
    ) -> None:
        self.rules = rules
        self.enabled = enabled
        self.codes = codes
        self.severities = severities or {}
        self.on_request: frozenset[str] = frozenset()
        self.comments = True
        self._inactive: dict[tuple[str, ...], tuple[RuleInfo, ...]] = {}  # by the providers that are there
        self._active: dict[tuple[str, ...], frozenset[str]] = {}

    def inactive(self, providers: Providers) -> tuple[RuleInfo, ...]:
        """The rules in force that cannot run, as nobody provides what they require; by id."""
        key = providers.names
        if key not in self._inactive:
            chosen = (rule for rule in self.rules.rules if rule.id in self.enabled)
            self._inactive[key] = tuple(rule for rule in chosen if not set(rule.requires) <= set(key))
        return self._inactive[key]

    def active(self, providers: Providers) -> frozenset[str]:
        """The ids of the rules in force that can run."""
        key = providers.names
        if key not in self._active:
            self._active[key] = self.enabled.difference(rule.id for rule in self.inactive(providers))
        return self._active[key]


class UnknownProfileError(UnknownSelectorError):
    """A profile that is not there; `hint` names what is spelt nearly the same."""

    def __init__(self, profile: str, known: Iterable[str]) -> None:
        from analyzer.rules.errors import did_you_mean

        Exception.__init__(self, f"there is no profile {profile!r}")
        self.hint = did_you_mean(profile, known)


def select_rules(
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    sources: Iterable[str] = (),
    profile: str = DEFAULT_PROFILE,
) -> Selection:
    """The selection of `select`, or of a profile where it is empty, and of `extend_select`, without `ignore`.

    `sources` are files, folders and ``package:NAME`` with further rules, which are in it too where `select` is empty.
    ``parse-error`` is in it unless it is ignored; rules of the severity off never are. Raises UnknownSelectorError, and
    analyzer.rules.errors.RuleErrors for rules that cannot be used.
    """
    rules, own = known_rules(sources)
    chosen, asks = own | profile_of(rules, profile), True
    if given := list(select):
        chosen, asks = instead_of_profile(chosen_by(rules, given)), BUILDKIT in given
    return settled(rules, chosen | chosen_by(rules, extend_select), ids_of(rules, ignore), asks=asks)


def profile_of(rules: Ruleset, name: str) -> set[str]:
    """The ids of the rules of a profile; all of ShellCheck's codes are part of any. Raises UnknownProfileError."""
    if name not in rules.profiles:
        raise UnknownProfileError(name, rules.profiles)
    return {SHELLCHECK, *rules.profiles[name][1], *own_rules_of(name)}


def chosen_by(rules: Ruleset, selectors: Iterable[str]) -> set[str]:
    """The ids of the rules that selectors put in force: what they name, but for ``buildkit`` its experimental checks."""
    found: set[str] = set()
    for selector in selectors:
        ids = ids_of(rules, [selector])
        found |= ids - experimental_of(rules) if selector == BUILDKIT else ids
    return found


def experimental_of(rules: Ruleset) -> set[str]:
    """The ids of the rules for BuildKit's experimental checks."""
    names = {f"{BUILDKIT}/{check}" for check in EXPERIMENTAL}
    return {rule.id for rule in rules.rules if not names.isdisjoint(rule.aliases)}


def settled(
    rules: Ruleset,
    chosen: set[str],
    ignored: set[str],
    severities: Mapping[str, str] | None = None,
    *,
    asks: bool = True,
) -> Selection:
    """The rules chosen, and ``parse-error``, without those ignored and those of the severity off.

    With `asks` a file that asks for BuildKit's experimental checks gets them.
    """
    levels = severities or {}
    off = {rule.id for rule in every_rule(rules) if levels.get(rule.id, rule.severity) == "off"}
    codes = frozenset(filter(_is_code, chosen)), frozenset(filter(_is_code, ignored))
    selection = Selection(rules, frozenset({PARSE_ERROR.id, *chosen} - off - ignored - codes[0]), levels, codes)
    selection.on_request = frozenset(experimental_of(rules) - off - ignored) if asks else frozenset()
    return selection


def known_rules(sources: Iterable[str] = ()) -> tuple[Ruleset, set[str]]:
    """The built-in rules joined with those of `sources`, and the ids of the latter. Raises analyzer.rules.errors.RuleErrors."""
    rules, given = builtin_rules(), list(sources)
    if not given:
        return rules, set()
    from analyzer.rules.users import user_rules

    own = user_rules(given)
    return rules.joined(own), set(own.by_id)


def instead_of_profile(chosen: set[str]) -> set[str]:
    """The ids in force where these are chosen in place of a profile: with all of ShellCheck's codes, unless they name some."""
    return chosen if any(map(_is_code, chosen)) else {SHELLCHECK, *chosen}


def ids_of(rules: Ruleset, selectors: Iterable[str]) -> set[str]:
    """The ids of the rules that any of the selectors names."""
    chosen: set[str] = set()
    for selector in selectors:
        if selector == ALL:
            chosen.update(rule.id for rule in every_rule(rules))
            continue
        found = [rule.id for rule in every_rule(rules) if selector in names_of(rule)]
        found += _of_shellcheck(selector)
        if not found and selector not in CATEGORIES:
            raise UnknownSelectorError(selector, {ALL, *(name for rule in every_rule(rules) for name in names_of(rule))})
        chosen.update(found)
    return chosen


def _is_code(id_: str) -> bool:
    """The id is that of a code of ShellCheck, or stands for all of them."""
    return id_ == SHELLCHECK or id_.startswith(SHELLCHECK + "/")


def _of_shellcheck(selector: str) -> Iterable[str]:
    """The ids that a selector stands for among those of ShellCheck, which no rule set lists."""
    if not selector.startswith(("SC", SHELLCHECK)):
        return ()
    from analyzer.lint.shellcheck_rule import code_of

    code = code_of(selector)
    return (f"{SHELLCHECK}/{code}",) if code else (SHELLCHECK,) if selector == SHELLCHECK else ()


def rule_of(rules: Ruleset, id_: str) -> RuleInfo:
    """The rule of an id, lint's own rules and the codes of ShellCheck included. Raises KeyError."""
    if _is_code(id_):
        from analyzer.lint.shellcheck_rule import ShellCheckRule, code_of

        if code := code_of(id_):
            return ShellCheckRule(code)
    return OWN_RULES.get(id_) or rules.by_id[id_]


def every_rule(rules: Ruleset) -> list[RuleInfo]:
    """Lint's own rules and those of a set."""
    return [*OWN_RULES.values(), *rules.rules]


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
    found += [rule_of(rules, id_) for id_ in _of_shellcheck(name) if "/" in id_]
    if not found:
        raise UnknownSelectorError(name, set().union(*called.values()))
    return found
