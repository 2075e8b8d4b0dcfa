"""Checks patterns against the table of facts and turns them into plans.

A plan is nested tuples of strings and numbers; `analyzer.rules.link` says what each means.
"""

from __future__ import annotations

from analyzer.facts.schema import NODE, NODES, NUMBER, SORTS, STRINGS
from analyzer.rules.check import NOTHING, Bound, Capture, Check, Plan
from analyzer.rules.document import Listing, Mapping, Scalar
from analyzer.rules.errors import did_you_mean
from analyzer.rules.listtests import texts_test
from analyzer.rules.normal import conjunction, contradictions
from analyzer.rules.operators import CHOICES, LOGIC, OPERATORS, ORDERED, RELATIONS
from analyzer.rules.plans import kept, searched
from analyzer.rules.relations import possible, scope
from analyzer.rules.valuetests import boolean, value_test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.schema import Field
    from analyzer.rules.document import Value
    from analyzer.rules.errors import Mark


MAX_USES = 100
MAX_CAPTURES = 50


class Pattern:
    """A checked pattern: the sort and names of its head (None for ``any``), the plan of the rest, what it binds."""

    __slots__ = ("binds", "names", "plan", "sort")

    def __init__(self, sort: str, names: tuple[str, ...] | None, plan: Plan, binds: Bound) -> None:
        self.sort, self.names, self.plan, self.binds = sort, names, plan, binds

    @property
    def whole(self) -> Plan:
        """The plan with the head's names tested too."""
        if self.names is None:
            return self.plan
        return conjunction([("field", SORTS[self.sort].fields[SORTS[self.sort].head].attribute, ("in", self.names)), self.plan])


def pattern(check: Check, value: Value, bound: Bound, also: tuple[str, ...] = ()) -> Pattern | None:
    """A pattern with a head; `also` are keys that the caller reads. None where there is no usable head."""
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R101", "a pattern is a mapping with a head such as 'instruction: RUN'")
        return None
    heads = [(key, names) for key, names in value.entries if key.text in SORTS and not isinstance(names, Mapping)]
    if len(heads) != 1:
        found = " and ".join(f"'{key.text}'" for key, _ in heads)
        if heads:
            check.problem(heads[1][0].mark, "R101", f"a pattern has one head, here are {found}")
        else:
            hint = "for example 'instruction: RUN'"
            check.problem(value.mark, "R101", "a pattern needs a head: a sort with names or 'any'", hint)
        return None
    key, names = heads[0]
    plan, binds = body(check, value, key.text, bound, (key.text, *also))
    return Pattern(key.text, _names(check, key, names), plan, binds)


def _names(check: Check, key: Scalar, value: Value) -> tuple[str, ...] | None:
    """The names a head asks for, None for any."""
    sort = SORTS[key.text]
    texts = check.texts(value, key.text)
    if [text for _, text in texts] == ["any"]:
        return None
    if not sort.head:
        check.problem(value.mark, "R103", f"a {sort.name} has no name to ask for", f"write '{sort.name}: any'")
        return None
    choices = CHOICES.get((sort.name, sort.head), ())
    for mark, text in texts:
        if choices and text not in choices:
            check.unknown(mark, "R402", f"there is no {sort.name} '{text}'", text, choices)
    return tuple(text for _, text in texts)


def body(check: Check, value: Value, sort: str, bound: Bound, skip: tuple[str, ...] = ()) -> tuple[Plan, Bound]:
    """The tests of one node of a sort, and what they bind when they are true. `bound` is what was bound before."""
    if not isinstance(value, Mapping):
        check.problem(value.mark, "R104", f"the tests of a {sort} are a mapping of its fields")
        return NOTHING, {}
    if not value.entries:
        check.problem(value.mark, "R403", "an empty mapping tests nothing")
    tests: list[tuple[Mark, Plan]] = []
    binds: Bound = {}
    before = len(check.problems)
    for key, operand in sorted(value.entries, key=lambda entry: entry[0].text != "as"):  # a node is bound before its tests
        if key.text not in skip:
            plan, more = _entry(check, key, operand, sort, {**bound, **binds})
            binds.update(more)
            tests.append((key.mark, plan))
    for mark, field in contradictions(tests) if len(check.problems) == before else ():
        check.problem(mark, "R404", f"this can never be true together with the other tests of '{field}'")
    return conjunction([plan for _, plan in tests]), binds


def _entry(check: Check, key: Scalar, value: Value, sort: str, bound: Bound) -> tuple[Plan, Bound]:
    name = key.text
    if name == "as":
        return bind(check, value, Capture(sort, False), bound)
    if name in LOGIC:
        return _logic(check, key, value, sort, bound)
    if name in RELATIONS:
        return _relation(check, key, value, sort, bound)
    field = SORTS[sort].fields.get(name)
    if field is not None:
        return _field_test(check, field, sort, key, value, bound)
    known = [*SORTS[sort].fields, *LOGIC, *RELATIONS, "as"]
    check.unknown(key.mark, "R102", f"{sort} has no field '{name}'", name, known)
    return NOTHING, {}


def bind(check: Check, value: Value, capture: Capture, bound: Bound) -> tuple[Plan, Bound]:
    """``as: NAME``. Capitals keep captures apart from fields."""
    name = check.text(value, "as")
    if name and not (name.isidentifier() and name == name.upper()):
        check.problem(value.mark, "R202", f"'{name}' is no name for a capture", "capital letters, digits and underscores")
    if name in bound:
        check.problem(value.mark, "R203", f"'{name}' is captured twice")
    if len(bound) >= MAX_CAPTURES:
        check.problem(value.mark, "R122", f"a rule captures at most {MAX_CAPTURES} nodes")
        return NOTHING, {}
    return ("bind", name), {name: capture}


def _field_test(check: Check, field: Field, sort: str, key: Scalar, value: Value, bound: Bound) -> tuple[Plan, Bound]:
    """The plan of one field's test and what it binds."""
    if field.type == NODE:
        return _node(check, field, key, value, bound)
    if field.type == NODES:
        return _nodes(check, field, value, bound)
    if field.type == STRINGS:
        return _field(field, texts_test(check, value, field.name, bound)), {}
    return _field(field, value_test(check, value, field.type, field.name, bound, CHOICES.get((sort, field.name), ()))), {}


def _field(field: Field, plan: Plan) -> Plan:
    """Presence is asked of the field, everything else of a value that is there and known."""
    if plan[0] == "present" and len(plan) == 2:  # not that of a field of the node
        return ("present", field.attribute, plan[1])
    return ("field", field.attribute, plan)


def _node(check: Check, field: Field, key: Scalar, value: Value, bound: Bound) -> tuple[Plan, Bound]:
    if not isinstance(value, Mapping):
        hint = f"for example '{field.name}: {{present: true}}'"
        check.problem(value.mark, "R115", f"{field.name} is a node: write a mapping of its fields", hint)
        return NOTHING, {}
    presence = value.get("present")
    if presence is None:
        plan, binds = body(check, value, field.target, bound)
        return _field(field, kept(plan)), binds
    flag = boolean(check, presence, f"{field.name}: present") is True
    if len(value.entries) == 1:
        return ("present", field.attribute, flag), {}
    if not flag:
        check.problem(key.mark, "R404", f"{field.name} cannot be absent and also fit another test")
    plan, binds = body(check, value, field.target, bound, ("present",))
    return _field(field, kept(plan)), binds


def _nodes(check: Check, field: Field, value: Value, bound: Bound) -> tuple[Plan, Bound]:
    found = _list_operator(check, field, value)
    if found is None:
        return NOTHING, {}
    operator, operand, capture = found
    binds: Bound = {}
    if capture is not None:
        if operator != "some":
            check.problem(capture.mark, "R207", f"'as' stands beside 'some', '{operator}' has no nodes to capture")
        _, binds = bind(check, capture, Capture(field.target, True), bound)
    if operator == "present":
        return ("present", field.attribute, boolean(check, operand, f"{field.name}: present") is True), {}
    if operator == "count":
        return _field(field, _count(check, operand, field, bound)), {}
    plan, inner = body(check, operand, field.target, bound)
    check.local.update(inner)
    if operator == "some":
        return _field(field, ("some", plan, next(iter(binds), ""))), binds
    return _field(field, (operator, plan)), {}


def _list_operator(check: Check, field: Field, value: Value) -> tuple[str, Value, Value | None] | None:
    """The one operator of a list of nodes, what it is given, and the name beside it."""
    entries = value.entries if isinstance(value, Mapping) else []
    operators = [(key, operand) for key, operand in entries if key.text != "as"]
    for key, _ in operators:
        if key.text not in OPERATORS[NODES]:
            hint = did_you_mean(key.text, OPERATORS[NODES])
            check.problem(key.mark, "R108", f"there is no operator '{key.text}' of a list of nodes", hint)
            return None
    if len(operators) != 1:
        choice = ", ".join(OPERATORS[NODES])
        check.problem(value.mark, "R115", f"{field.name} is a list of nodes: write exactly one of {choice}")
        return None
    return operators[0][0].text, operators[0][1], next((name for key, name in entries if key.text == "as"), None)


def _count(check: Check, value: Value, field: Field, bound: Bound) -> Plan:
    """``count: N``, ``count: {gt: N}``, of nodes also ``count: {where: fields, gt: N}``."""
    where: Plan = ()
    if field.type == NODES and isinstance(value, Mapping) and (condition := value.get("where")) is not None:
        where, binds = body(check, condition, field.target, bound)
        check.local.update(binds)
        value = Mapping(value.mark, [entry for entry in value.entries if entry[0].text != "where"])
    return ("count", value_test(check, value, NUMBER, f"{field.name}: count", bound), where)


def _logic(check: Check, key: Scalar, value: Value, sort: str, bound: Bound) -> tuple[Plan, Bound]:
    if key.text == "not":
        plan, binds = body(check, value, sort, bound)
        check.local.update(binds)
        return ("not", plan), {}
    if key.text == "use":
        return _use(check, value, sort, bound)
    if not isinstance(value, Listing) or not value.items:
        check.problem(value.mark, "R104", f"'{key.text}' is a list of mappings")
        return NOTHING, {}
    if key.text == "all":
        plans, binds = [], dict[str, Capture]()
        for item in value.items:
            plan, more = body(check, item, sort, {**bound, **binds})
            plans.append(plan)
            binds.update(more)
        return conjunction(plans), binds
    branches = [body(check, item, sort, bound) for item in value.items]
    common = dict(branches[0][1])
    for _, binds in branches:
        check.local.update(binds)
        common = {name: capture for name, capture in common.items() if _same(capture, binds.get(name))}
    return ("any", tuple(plan for plan, _ in branches)), common


def _same(one: Capture, other: Capture | None) -> bool:
    return other is not None and (one.sort, one.many) == (other.sort, other.many)


def _use(check: Check, value: Value, sort: str, bound: Bound) -> tuple[Plan, Bound]:
    """The tests of shared conditions, as if they were written here."""
    plans: list[Plan] = []
    binds: Bound = {}
    for mark, name in check.texts(value, "use"):
        condition = check.library.conditions.get(name)
        if condition is None:
            check.unknown(mark, "R116", f"there is no shared condition '{name}'", name, check.library.conditions)
        elif name in check.using:
            check.problem(mark, "R117", "shared conditions use each other in a circle: " + " -> ".join([*check.using, name]))
        elif check.used >= MAX_USES:
            check.problem(mark, "R122", f"shared conditions are used more than {MAX_USES} times, those within them counted")
            break
        elif condition.sort != sort:
            check.problem(mark, "R118", f"the shared condition '{name}' is of a {condition.sort}, not of a {sort}")
        else:
            check.using.append(name)
            check.used += 1
            plan, more = body(check, condition.body, sort, {**bound, **binds})
            check.using.pop()
            plans.append(plan)
            binds.update(more)
    return conjunction(plans), binds


def _relation(check: Check, key: Scalar, value: Value, sort: str, bound: Bound) -> tuple[Plan, Bound]:
    name = key.text
    ordered = name in ORDERED
    found = pattern(check, value, bound, ("within", "until") if ordered else ())
    if found is None or not isinstance(value, Mapping):
        return NOTHING, {}
    possible(check, key, sort, found.sort)
    if name in ("next", "prev"):
        return (name, found.whole), found.binds
    if not ordered:
        return (name, found.sort, kept(found.whole)), found.binds
    where = scope(check, value.get("within"), sort, found.sort)
    limit = value.get("until")
    until: Plan = ()
    if limit is not None and (stop := pattern(check, limit, bound)) is not None:
        check.local.update(stop.binds)
        until = (stop.sort, stop.whole)
    plan, compared, free = searched(found.whole, until[1] if until else ())
    return (name, found.sort, where, plan, until, compared, free), found.binds
