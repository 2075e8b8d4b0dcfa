"""The values of a word that depends on whether a build argument is given, but not on what it is."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.syntax.expansion import ExpansionError, expand_word, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.environment import Environment

_MOST = 3  # variables that are followed: each doubles the values


def alternatives(scope: Environment, text: str) -> list[str] | Unknown:
    """All values of a word whose unknown variables only stand as ``${NAME:+word}``: with each of them given and not given."""
    unknown = []
    for reference in references(text, scope.escape):
        if isinstance(scope.value(reference.name), Unknown) and reference.name not in unknown:
            unknown.append(reference.name)
    operators = {each.operator for each in references(text, scope.escape) if each.name in unknown}
    if not unknown or len(unknown) > _MOST or not operators <= {"+", ":+"}:
        return UNKNOWN
    values = []
    for choice in range(1 << len(unknown)):
        given = {name: "1" for bit, name in enumerate(unknown) if choice >> bit & 1}

        def lookup(name: str, given: dict[str, str] = given) -> str | None:
            value = None if name in unknown else scope.value(name)
            return given.get(name) if not isinstance(value, str) else value

        try:
            values.append(expand_word(text, lookup, scope.escape))
        except ExpansionError:
            return UNKNOWN
    return list(dict.fromkeys(values))
