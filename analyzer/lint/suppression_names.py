"""What the name in a suppression comment stands for."""

from __future__ import annotations

from analyzer.lint.finding import CATEGORIES
from analyzer.lint.selection import SHELLCHECK, every_rule
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lint.suppression import Suppression
    from analyzer.rules.ruleset import Ruleset

_CODE = Lazy(r"(?:(?:hadolint/)?(?:DL|SC)|shellcheck/SC)[0-9]{4}")  # hadolint reports ShellCheck's findings as its own
_kept: tuple[Ruleset, Names] | None = None


class Names:
    """The names of the rules of a set: ids, and other tools' names with and without the tool."""

    __slots__ = ("_rules", "groups")

    def __init__(self, rules: Ruleset) -> None:
        self._rules: dict[str, set[str]] = {}
        self.groups: set[str] = {"ALL", *CATEGORIES}
        for rule in every_rule(rules):
            self._add(rule.id, rule.id)
            self.groups.update(control.partition("/")[0] for control in rule.controls)
            for alias in rule.aliases:
                self._add(alias, rule.id)
                tool, slash, name = alias.partition("/")
                if slash:
                    self._add(name, rule.id)
                    self.groups.add(tool)

    def _add(self, name: str, id_: str) -> None:
        self._rules.setdefault(name, set()).add(id_)

    def rules(self, name: str, tool: str = "") -> frozenset[str]:
        """The ids of the rules of a name, or of a tool's name; empty where there are none."""
        return frozenset(self._rules.get(f"{tool}/{name}" if tool else name, ()))

    def of_tool(self, tool: str) -> set[str]:
        """The names of a tool, without it."""
        return {name.partition("/")[2] for name in self._rules if name.startswith(tool + "/")}

    def all(self) -> Iterable[str]:
        """All of them."""
        return self._rules


def names_of_rules(rules: Ruleset) -> Names:
    """The names of a rule set; those of the last set asked for are kept."""
    global _kept  # noqa: PLW0603 - a run over many files has one set
    if _kept is None or _kept[0] is not rules:
        _kept = rules, Names(rules)
    return _kept[1]


def resolve(suppression: Suppression, names: Names) -> None:
    """Finds the rules of a suppression's name, or says what is wrong with it."""
    _RESOLVERS[suppression.tool](suppression, names)


def _own(suppression: Suppression, names: Names) -> None:
    name = suppression.name
    suppression.rules = names.rules(name)
    if _CODE.fullmatch(name):
        suppression.code = name.rpartition("/")[2]
    if suppression.rules or suppression.code:
        return
    if name in names.groups:
        suppression.problem = f"'{name}' is no single rule: a comment names each rule that it silences"
    elif " " in name or "\t" in name:
        suppression.problem = f"'{name}' names no rule (commas part rules, and -- stands before a reason)"
    else:
        suppression.meant = _meant(name, names.all())
        suppression.problem = f"'{name}' names no rule" + _near(name, names.all())


def _hadolint(suppression: Suppression, names: Names) -> None:
    name = suppression.name
    if not _CODE.fullmatch(name) or "/" in name:
        codes = (*names.of_tool("hadolint"), *names.of_tool("shellcheck"))
        near, suppression.meant = _near(name, codes), _meant(name, codes)
        hint = " (write # buildsecbot: ignore=" + name + ")" if names.rules(name) and "/" not in name else near
        suppression.problem = f"'{name}' is no code of hadolint" + hint
        return
    suppression.code = name
    suppression.rules = names.rules(name, "hadolint") | names.rules(name, "shellcheck")


def _buildkit(suppression: Suppression, names: Names) -> None:
    name = suppression.name
    suppression.rules = names.rules(name, "buildkit")
    if suppression.rules:
        return
    if not name:
        suppression.problem = "no check is named here (BuildKit reads up to the first space)"
    else:
        suppression.problem = f"BuildKit has no check '{name}'" + _near(name, names.of_tool("buildkit"))


def _shellcheck(suppression: Suppression, names: Names) -> None:
    name = suppression.name
    if name == "all":
        suppression.code = SHELLCHECK
    elif _CODE.fullmatch(name) and name.startswith("SC"):
        suppression.code = name
        suppression.rules = names.rules(name, "hadolint") | names.rules(name, "shellcheck")
    elif "-" in name:
        suppression.problem = f"'{name}' is a range, which is not read in a Dockerfile: name each code"
    else:
        suppression.problem = f"'{name}' is no code of ShellCheck"


_RESOLVERS = {"buildsecbot": _own, "hadolint": _hadolint, "buildkit": _buildkit, "shellcheck": _shellcheck}


def _near(name: str, known: Iterable[str]) -> str:
    from analyzer.rules.errors import did_you_mean

    choices = list(known)
    meant = _meant(name, choices)
    hint = f"did you mean '{meant}'?" if meant else did_you_mean(name, choices)
    return f" ({hint})" if hint else ""


def _meant(name: str, known: Iterable[str]) -> str:
    """The known name that is nearly the same: in another case, longer, or spelt alike; empty where there is none."""
    from difflib import get_close_matches

    choices = sorted(known)
    low = name.casefold()
    same = [choice for choice in choices if choice.casefold() == low]
    longer = [choice for choice in choices if len(name) > 3 and choice.casefold().startswith(low)]
    if len(same or longer) == 1:
        return (same or longer)[0]
    return next(iter(get_close_matches(name, same or choices, 1, 0.6)), "")
