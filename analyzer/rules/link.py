"""Turns a plan into closures ``(node, env) -> True | False | None``, None being unknown.

`env` maps captures to nodes. A field that is absent (None) fits no test but ``present: false``; of an unknown one only
unknown comes out, and ``not`` leaves it unknown. Text tests are closures over the value in place of the node.
"""

from __future__ import annotations

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.unknown import UNKNOWN
from analyzer.rules.plans import joined
from analyzer.rules.regex.search import searcher
from analyzer.rules.walk import ORDERED, RELATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from analyzer.rules.check import Plan

    Env = dict[str, Any]
    Test = Callable[[Any, Env], bool | None]


def link(plan: Plan, params: Mapping[str, Any]) -> Test:
    """The closure of a plan, with the values of the rule's parameters."""
    name = plan[0]
    maker = LINKERS.get(name)
    if maker is not None:
        return maker(plan, params)
    if name in RELATIONS:
        until = plan[4] if name in ORDERED else ()
        test = link(plan[3] if name in ORDERED else plan[-1], params)
        return RELATIONS[name](plan, test, link(until[1], params) if until else None)
    operand = _operand(plan[1], params)
    return VALUE_TESTS[name](operand[0] if name in SINGLE and isinstance(operand, tuple) else operand)


def _operand(value: Any, params: Mapping[str, Any]) -> Any:
    """A literal, or the value of a parameter as a tuple."""
    if isinstance(value, tuple) and value[:1] == ("param",):
        given = params[value[1]]
        return given if isinstance(given, tuple) else (given,)
    return value


def _all(plan: Plan, params: Mapping[str, Any]) -> Test:
    parts = plan[1]
    tests: list[Test] = []  # a part is linked when those before it are first not false

    def all_(node: Any, env: Env) -> bool | None:
        result: bool | None = True
        for test in tests:
            found = test(node, env)
            if found is False:
                return False
            if found is None:
                result = None
        while len(tests) < len(parts):
            tests.append(link(parts[len(tests)], params))
            found = tests[-1](node, env)
            if found is False:
                return False
            if found is None:
                result = None
        return result

    return all_


def _any(plan: Plan, params: Mapping[str, Any]) -> Test:
    plan = ("any", joined(plan[1]))
    tests = tuple(link(part, params) for part in plan[1])
    attributes = [key[0] for part in plan[1] if (key := _key(part, params)) is not None]
    most = max(attributes, key=attributes.count, default="")
    if attributes.count(most) > 1:
        return _chosen(most, plan[1], tests, params)

    def any_(node: Any, env: Env) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(node, env)
            if found:
                return True
            if found is None:
                result = None
        return result

    return any_


def _key(plan: Plan, params: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]] | None:
    """The field and its values that a plan asks for before all else, so that without one of these it is false."""
    while plan[0] == "kept" or (plan[0] == "all" and plan[1]) or (plan[0] == "any" and len(plan[1]) == 1):
        plan = plan[1] if plan[0] == "kept" else plan[1][0]
    if plan[0] != "field" or plan[2][0] not in ("in", "eq"):
        return None
    operand = _operand(plan[2][1], params)
    return plan[1], operand if isinstance(operand, tuple) else (operand,)


def _chosen(attribute: str, parts: tuple[Plan, ...], tests: tuple[Test, ...], params: Mapping[str, Any]) -> Test:
    """`any` of parts that ask for values of one field: only those that ask for the value it has are tried, in their order."""
    keys = [key if key is not None and key[0] == attribute else None for key in (_key(part, params) for part in parts)]
    rest = tuple(test for test, key in zip(tests, keys, strict=True) if key is None)
    values = {value for key in keys if key is not None for value in key[1]}
    table = {
        value: tuple(test for test, key in zip(tests, keys, strict=True) if key is None or value in key[1]) for value in values
    }

    def chosen(node: Any, env: Env) -> bool | None:
        value = getattr(node, attribute)
        result: bool | None = False
        for test in tests if value is UNKNOWN else table.get(value, rest):
            found = test(node, env)
            if found:
                return True
            if found is None:
                result = None
        return result

    return chosen


def _not(plan: Plan, params: Mapping[str, Any]) -> Test:
    test = link(plan[1], params)

    def not_(node: Any, env: Env) -> bool | None:
        found = test(node, env)
        return None if found is None else not found

    return not_


def _kept(plan: Plan, params: Mapping[str, Any]) -> Test:
    """The result and the captures are kept with the node: they depend on nothing else."""
    test = link(plan[1], params)

    def kept(node: Any, env: Env) -> bool | None:
        results = node.__dict__.get("_results")
        if results is None:
            results = node.__dict__["_results"] = {}
        known = results.get(test, results)
        if known is results:
            own: Env = {}
            known = test(node, own)
            results[test] = (known, own) if own else known
            env.update(own)
        elif known.__class__ is tuple:
            known, own = known
            env.update(own)
        result: bool | None = known
        return result

    key = _key(plan[1], params)
    return kept if key is None else _guarded(_among(*key), kept)


def _guarded(first: Test, kept: Test) -> Test:
    """What costs less to ask than to keep is asked first."""

    def guarded(node: Any, env: Env) -> bool | None:
        return False if first(node, env) is False else kept(node, env)

    return guarded


def _bind(plan: Plan, _params: Mapping[str, Any]) -> Test:
    name = plan[1]

    def bind(node: Any, env: Env) -> bool:
        env[name] = node
        return True

    return bind


def _field(plan: Plan, params: Mapping[str, Any]) -> Test:
    attribute, name = plan[1], plan[2][0]
    if name in ("in", "eq"):  # most tests are of this kind: one function in place of two
        operand = _operand(plan[2][1], params)
        return _among(attribute, operand if isinstance(operand, tuple) else (operand,))
    if plan[2][0] == "field" and plan[2][2][0] in ("in", "eq"):
        operand = _operand(plan[2][2][1], params)
        return _inner_among(attribute, plan[2][1], operand if isinstance(operand, tuple) else (operand,))
    test = link(plan[2], params)

    def field(node: Any, env: Env) -> bool | None:
        value = getattr(node, attribute)
        if value is None:
            return False
        return None if value is UNKNOWN else test(value, env)

    return field


def _among(attribute: str, values: tuple[Any, ...]) -> Test:
    """The field is one of the values; one that is absent or unknown is none of them."""
    wanted = frozenset(values)

    def among(node: Any, _env: Env) -> bool | None:
        value = getattr(node, attribute)
        return True if value in wanted else None if value is UNKNOWN else False

    return among


def _inner_among(attribute: str, inner: str, values: tuple[Any, ...]) -> Test:
    """The same of a field of the node that the field is."""
    wanted = frozenset(values)

    def inner_among(node: Any, _env: Env) -> bool | None:
        other = getattr(node, attribute)
        if other is None or other is UNKNOWN:
            return False if other is None else None
        value = getattr(other, inner)
        return True if value in wanted else None if value is UNKNOWN else False

    return inner_among


def _present(plan: Plan, _params: Mapping[str, Any]) -> Test:
    attribute, wanted = plan[1], plan[2]

    def present(node: Any, _env: Env) -> bool | None:
        value = getattr(node, attribute)
        if value is UNKNOWN:
            return None
        empty = value is None or (isinstance(value, (list, tuple)) and not value)
        return empty is not wanted

    return present


def _some(plan: Plan, params: Mapping[str, Any]) -> Test:
    """What is captured are all that fit; where none does, all that may."""
    name = plan[2]
    if plan[1][0] == "in" and not name:
        return _holds(frozenset(_operand(plan[1][1], params)))
    if plan[1][0] == "matches" and not name:
        return _finds(plan[1][1])
    test = link(plan[1], params)

    def some(values: Any, env: Env) -> bool | None:
        hits, likely, unknown = [], [], False
        for value in values:
            found = None if value is UNKNOWN else test(value, env)
            if found:
                if not name:
                    return True
                hits.append(value)
            elif found is None:
                unknown = True
                if value is not UNKNOWN:
                    likely.append(value)
        if name:
            env[name] = hits or likely
        return True if hits else None if unknown else False

    return some


def _holds(wanted: frozenset[Any]) -> Test:
    """A list has one of the values in it."""

    def holds(values: Any, _env: Env) -> bool | None:
        return True if not wanted.isdisjoint(values) else None if UNKNOWN in values else False

    return holds


def _finds(automata: tuple[Any, ...]) -> Test:
    """An expression is found in one of the texts of a list; most do not hold the literal without which it is in none."""
    searches = [(automaton[1], automaton[2], searcher(automaton)) for automaton in automata]

    def finds(values: Any, _env: Env) -> bool | None:
        unknown = False
        for value in values:
            if value is UNKNOWN:
                unknown = True
                continue
            for literal, folded, search in searches:
                if literal in (value.lower() if folded else value) and search(value):
                    return True
        return None if unknown else False

    return finds


def _each(plan: Plan, params: Mapping[str, Any]) -> Test:
    test, wanted = link(plan[1], params), plan[0] == "each"

    def each(values: Any, env: Env) -> bool | None:
        result: bool | None = True
        for value in values:
            found = None if value is UNKNOWN else test(value, env)
            if found is None:
                result = None
            elif found is not wanted:
                return False
        return result

    return each


def _has_all(plan: Plan, params: Mapping[str, Any]) -> Test:
    wanted = frozenset(_operand(plan[1], params))

    def has_all(values: Any, _env: Env) -> bool | None:
        if wanted.issubset([value for value in values if value is not UNKNOWN]):
            return True
        return None if any(value is UNKNOWN for value in values) else False

    return has_all


def _count(plan: Plan, params: Mapping[str, Any]) -> Test:
    test, where = link(plan[1], params), link(plan[2], params) if plan[2] else None

    def count(values: Any, env: Env) -> bool | None:
        if where is None:
            return test(len(values), env)
        found = [where(value, env) for value in values]
        sure, unsure = found.count(True), found.count(None)
        results = {test(number, env) for number in range(sure, sure + unsure + 1)}
        return results.pop() if len(results) == 1 else None

    return count


def _predicate(plan: Plan, _params: Mapping[str, Any]) -> Test:
    functions = tuple(PREDICATES[name].function for name in plan[1])
    wanted: bool = plan[0] == "is"

    def predicate(value: Any, _env: Env) -> bool | None:
        result: bool | None = not wanted
        for function in functions:
            found = function(value)
            if found:
                return wanted
            if found is None:
                result = None
        return result

    return predicate


def _ref(plan: Plan, _params: Mapping[str, Any]) -> Test:
    name, attribute = plan[1], plan[2]

    def ref(value: Any, env: Env) -> bool | None:
        other = getattr(env[name], attribute)
        return None if other is UNKNOWN else bool(value == other)

    return ref


def _matches(plan: Plan, params: Mapping[str, Any]) -> Test:
    searches = tuple(map(searcher, plan[1]))
    if len(searches) == 1:
        (found,) = searches
        return lambda value, _env: found(value)
    return lambda value, _env: any(search(value) for search in searches)


def _glob(plan: Plan, params: Mapping[str, Any]) -> Test:
    globs = tuple(text.split("*") for text in _operand(plan[1], params))
    return lambda value, _env: any(fits(parts, value) for parts in globs)


def fits(parts: list[str], text: str) -> bool:
    """Whether `text` is the parts in this order with any text between them (a glob split at its stars). Linear."""
    if len(parts) == 1:
        return parts[0] == text
    first, last = parts[0], parts[-1]
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


SINGLE = frozenset(("eq", "lt", "le", "gt", "ge"))  # tests against one value, the others take a tuple
VALUE_TESTS: dict[str, Callable[[Any], Test]] = {
    "eq": lambda operand: lambda value, _env: bool(value == operand),
    "in": lambda operand: lambda value, _env: value in operand,
    "not-in": lambda operand: lambda value, _env: value not in operand,
    "starts-with": lambda operand: lambda value, _env: bool(value.startswith(operand)),
    "ends-with": lambda operand: lambda value, _env: bool(value.endswith(operand)),
    "contains": lambda operand: lambda value, _env: any(text in value for text in operand),
    "lt": lambda operand: lambda value, _env: bool(value < operand),
    "le": lambda operand: lambda value, _env: bool(value <= operand),
    "gt": lambda operand: lambda value, _env: bool(value > operand),
    "ge": lambda operand: lambda value, _env: bool(value >= operand),
    "present": lambda operand: lambda _value, _env: bool(operand),
}
LINKERS: dict[str, Callable[[Plan, Mapping[str, Any]], Test]] = {
    "all": _all, "any": _any, "not": _not, "kept": _kept, "bind": _bind, "field": _field, "present": _present, "some": _some,
    "each": _each, "none": _each, "has-all": _has_all, "count": _count, "is": _predicate, "is-not": _predicate, "ref": _ref,
    "matches": _matches, "glob": _glob,
}  # fmt: skip
