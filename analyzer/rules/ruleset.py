"""Compiled rules: what they are, and their evaluation over the facts of a file."""

from __future__ import annotations

import marshal

from analyzer.facts.unknown import UNKNOWN
from analyzer.native import attrgetter, itemgetter
from analyzer.rules.link import link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from _typeshed import SupportsKeysAndGetItem

    from analyzer.rules.link import Env, Test


class RuleInfo:
    """A rule. Its pattern, messages and fixes are read when it is first come to.

    `docs`, `references`, `examples`, `changes` and `remedy` are read when they are first asked for.

    `params` are (name, type, default) and `settings` the values in force; `origin` is (path in the rules folder, line);
    `reports_unknown` tells that it also speaks where its match is unknown. `linked` is its test, once that was asked for.
    """

    __slots__ = (
        "_body", "_fix_tests", "_ruleset", "aliases", "anchor", "at", "category", "confidence", "controls", "id",
        "linked", "origin", "params", "replaced_by", "reports_unknown", "requires", "settings",
        "severity", "since", "status", "title", "url",
    )  # fmt: skip

    id: str
    title: str
    severity: str
    confidence: str
    category: str
    status: str
    since: str
    aliases: tuple[str, ...]
    controls: tuple[str, ...]
    requires: tuple[str, ...]
    replaced_by: str
    params: tuple[tuple[str, str, Any], ...]
    anchor: tuple[str, str, tuple[str, ...]]
    at: str
    origin: tuple[str, int]
    reports_unknown: bool
    url: str
    settings: dict[str, Any]

    def __init__(self, record: tuple[Any, ...], ruleset: Ruleset, settings: Mapping[str, Any]) -> None:
        (
            self.id, self.title, self.severity, self.confidence, self.category, self.status, self.since, self.aliases,
            self.controls, self.requires, self.replaced_by, self.url, self.params, self.anchor, self.at, self.origin,
            self.reports_unknown, self._body,
        ) = record  # fmt: skip
        self.settings = {name: settings.get(name, default) for name, _, default in self.params} if self.params else {}
        self._ruleset = ruleset
        self.linked: Test | None = None
        self._fix_tests: dict[int, Test] = {}

    def __repr__(self) -> str:
        return f"RuleInfo({self.id!r})"

    @property
    def profiles(self) -> tuple[str, ...]:
        """The names of the profiles it is part of."""
        return tuple(name for name, (_, ids) in self._ruleset.profiles.items() if self.id in ids)

    def body(self) -> tuple[Any, ...]:
        """(plan, message, labels, fixes)."""
        if isinstance(self._body, bytes):
            self._body = marshal.loads(self._body)
        found: tuple[Any, ...] = self._body
        return found

    @property
    def plan(self) -> tuple[Any, ...]:
        """What a node must fit, without what its anchor says."""
        found: tuple[Any, ...] = self.body()[0]
        return found

    @property
    def message(self) -> tuple[Any, ...]:
        """What is said of a match, in the parts that `render` joins."""
        found: tuple[Any, ...] = self.body()[1]
        return found

    @property
    def labels(self) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """(capture, message) of the other places that are shown."""
        found: tuple[tuple[str, tuple[Any, ...]], ...] = self.body()[2]
        return found

    @property
    def fixes(self) -> tuple[Any, ...]:
        """As `analyzer.rules.edits.fixes` gives them."""
        found: tuple[Any, ...] = self.body()[3]
        return found

    @property
    def test(self) -> Test:
        """The linked pattern, made when it is first asked for."""
        if self.linked is None:
            self.linked = link(self.plan, self.settings)
        return self.linked

    def fix_fits(self, number: int, node: Any, env: Env) -> bool:
        """The tests under which a fix (its number in `fixes`) is made hold for a matched node; they may bind more in `env`."""
        when = self.fixes[number][2]
        if not when:
            return True
        if number not in self._fix_tests:
            self._fix_tests[number] = link(when, self.settings)
        return self._fix_tests[number](node, env) is True

    @property
    def docs(self) -> str:
        """Markdown: why, and when to ignore it."""
        return str(self._ruleset.details(self.id)[0])

    @property
    def why(self) -> str:
        """The first paragraph of its documentation."""
        return self.docs.strip().split("\n\n", 1)[0]

    @property
    def references(self) -> tuple[str, ...]:
        """Addresses of what the rule relies on."""
        found: tuple[str, ...] = self._ruleset.details(self.id)[1]
        return found

    @property
    def examples(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """(bad, good), as `analyzer.rules.examplefile.examples` gives them."""
        found: tuple[tuple[Any, ...], tuple[Any, ...]] = self._ruleset.details(self.id)[2]
        return found

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """(version, note) of each change of behaviour."""
        found: tuple[tuple[str, str], ...] = self._ruleset.details(self.id)[3]
        return found

    @property
    def remedy(self) -> str:
        """How to fix it, in one or two sentences."""
        return str(self._ruleset.details(self.id)[4])


class Match:
    """A place where a rule holds, or may hold: `certain` is False where its match is unknown and it reports that.

    `start` and `end` are source offsets, the end exclusive. `anchor` is the node that matched, `node` what the finding stands
    at, `labels` are (start, end, message) of other places, `captures` the nodes the pattern bound (a list of nodes for one
    bound beside ``some``).
    """

    __slots__ = ("anchor", "captures", "certain", "end", "labels", "message", "node", "rule", "start")

    def __init__(self, rule: RuleInfo, anchor: Any, env: Env, certain: bool = True) -> None:
        from analyzer.rules.render import Perhaps, render

        if not certain:
            env = Perhaps(env)
        at = env[rule.at] or anchor if rule.at else anchor
        self.rule = rule
        self.anchor = anchor
        self.node = at[0] if isinstance(at, list) else at
        self.start: int = self.node.start
        self.end: int = self.node.end
        self.certain = certain
        self.message = render(rule.message, env) + ("" if certain else UNCERTAIN)
        self.labels = [(node.start, node.end, render(text, env)) for name, text in rule.labels for node in _nodes(env[name])]
        self.captures = env

    @property
    def confidence(self) -> str:
        """How often the finding is right: that of the rule, and low where it is not certain."""
        return self.rule.confidence if self.certain else "low"

    def __repr__(self) -> str:
        return f"Match({self.rule.id!r}, {self.start}, {self.end}, {self.message!r})"


def _nodes(captured: Any) -> list[Any]:
    return captured if isinstance(captured, list) else [captured]


UNCERTAIN = " (perhaps: the file does not tell)"


class SettingError(ValueError):
    """A setting names no rule or parameter, or has another type. `rule` and `param` say which (`param` may be empty)."""

    def __init__(self, rule: str, param: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.param = rule, param


class Ruleset:
    """Rules by id and the profiles that select among them: name -> (docs, ids).

    It is made of records, profiles and, by id, the details of each rule: a tuple, or that tuple marshalled. `digest` tells it
    from other sets; it is empty where that is not known. Settings do not count.
    """

    __slots__ = ("_indexes", "_source", "by_id", "digest", "profiles", "rules")

    def __init__(
        self,
        records: tuple[Any, ...],
        profiles: tuple[Any, ...],
        details: SupportsKeysAndGetItem[str, Any],
        settings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self._source = (records, profiles, details)
        self.digest = ""
        self._indexes: dict[frozenset[str] | None, _Index] = {}
        self.profiles: dict[str, tuple[str, tuple[str, ...]]] = {name: (docs, ids) for name, docs, ids in profiles}
        given = settings or {}
        self.rules = [RuleInfo(record, self, given.get(record[0], {})) for record in records]
        self.by_id = {rule.id: rule for rule in self.rules}

    def details(self, id_: str) -> tuple[Any, ...]:
        """(docs, references, examples, changes, remedy) of a rule."""
        found: tuple[Any, ...] | bytes = self._source[2][id_]
        if isinstance(found, bytes):
            loaded: tuple[Any, ...] = marshal.loads(found)
            return loaded
        return found

    def configured(self, settings: Mapping[str, Mapping[str, Any]]) -> Ruleset:
        """The same rules with other parameter values: rule id -> parameter -> value. Raises SettingError."""
        checked = {id_: self._settings(id_, values) for id_, values in settings.items()}
        found = Ruleset(*self._source, checked)
        found.digest = self.digest
        return found

    def joined(self, other: Ruleset) -> Ruleset:
        """The rules and profiles of both, with default settings. Raises RuleErrors where both have a rule of one id."""
        from analyzer.rules.errors import Mark, Problem, RuleErrors

        taken = [rule for rule in other.rules if rule.id in self.by_id]
        if taken:
            marks = [Mark(rule.origin[0], rule.origin[1], 1) for rule in taken]
            raise RuleErrors(Problem(mark, "R313", "the id is taken by a rule of the other set") for mark in marks)
        records = tuple(sorted(self._source[0] + other._source[0], key=itemgetter(0)))
        profiles = {name: (name, docs, ids) for name, docs, ids in self._source[1] + other._source[1]}
        joined = Ruleset(records, tuple(profiles.values()), {**self._source[2], **other._source[2]})
        joined.digest = f"{self.digest} {other.digest}" if self.digest and other.digest else ""
        return joined

    def _settings(self, id_: str, values: Mapping[str, Any]) -> dict[str, Any]:
        rule = self.by_id.get(id_)
        if rule is None:
            raise SettingError(id_, "", f"there is no rule '{id_}'")
        types = {name: type_ for name, type_, _ in rule.params}
        for name, value in values.items():
            if name not in types:
                raise SettingError(id_, name, f"the rule '{id_}' has no parameter '{name}'")
            if not _fits(value, types[name]):
                raise SettingError(id_, name, f"'{name}' of '{id_}' is a {types[name]}")
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def evaluate(self, file: Any, enabled: Iterable[str] | None = None) -> list[Match]:
        """What the rules (all, or those enabled) find in a file's facts, ordered by place, then rule."""
        chosen = None if enabled is None else frozenset(enabled)
        index = self._indexes.get(chosen)
        if index is None:
            index = self._indexes[chosen] = _Index(rule for rule in self.rules if chosen is None or rule.id in chosen)
        found = index.matches(file)
        found.sort(key=_ORDER)
        return found


_ORDER = attrgetter("start", "rule.id", "end", "message")


def _fits(value: Any, type_: str) -> bool:
    if type_ == "list":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    if type_ == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if type_ == "boolean" else str)


class _Index:
    """The enabled rules by what their head asks for: sort, then attribute and value, or the sort alone."""

    __slots__ = ("sorts", "unsure")

    def __init__(self, rules: Iterable[RuleInfo]) -> None:
        self.sorts: dict[str, tuple[list[RuleInfo], dict[str, dict[str, list[RuleInfo]]]]] = {}
        self.unsure: dict[str, dict[str, list[RuleInfo]]] = {}  # sort -> attribute -> rules that report what is unknown
        for rule in rules:
            sort, attribute, values = rule.anchor
            always, keyed = self.sorts.setdefault(sort, ([], {}))
            if not attribute:
                always.append(rule)
            elif rule.reports_unknown:
                self.unsure.setdefault(sort, {}).setdefault(attribute, []).append(rule)
            for value in values:
                keyed.setdefault(attribute, {}).setdefault(value, []).append(rule)

    def matches(self, file: Any) -> list[Match]:
        found: list[Match] = []
        for sort, (always, keyed) in self.sorts.items():
            unsure = self.unsure.get(sort, {})
            for node in (file,) if sort == "file" else file.nodes(sort):
                if always:
                    _try(always, node, found)
                for attribute, rules in keyed.items():
                    value = getattr(node, attribute)
                    if value.__class__ is str:
                        if value in rules:
                            _try(rules[value], node, found)
                    elif value is UNKNOWN and attribute in unsure:
                        _try(unsure[attribute], node, found, certain=False)
        return found


def _try(rules: list[RuleInfo], node: Any, found: list[Match], certain: bool = True) -> None:
    env: Env = {}
    for rule in rules:
        if env:
            env = {}  # something was bound, and may be part of a match
        result = (rule.linked or rule.test)(node, env)
        if result and certain:
            found.append(Match(rule, node, env))
        elif result is not False and rule.reports_unknown:
            found.append(Match(rule, node, env, certain=False))
        else:
            continue
        env = {}
