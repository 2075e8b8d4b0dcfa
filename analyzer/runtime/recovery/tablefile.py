"""Reads the files of the recovery table, and refuses everything in them that is not right, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from analyzer.rules.check import Check, Library
from analyzer.rules.document import Listing, Mapping, Scalar, read
from analyzer.rules.errors import Mark, Problem, RuleErrors
from analyzer.rules.regex.automaton import compile_expression
from analyzer.rules.regex.dialect import ExpressionError
from analyzer.rules.regex.search import searcher
from analyzer.runtime.failure import CATEGORIES
from analyzer.runtime.recovery.table import PHASES, SPEAKERS
from analyzer.runtime.requests import DRIVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from analyzer.rules.document import Value

LEAST_LITERAL = 3
NEEDED = ("id", "category", "phase", "said-by", "rank", "patterns", "cause", "remedies", "retryable", "examples")
KEYS = (*NEEDED, "hint", "wrapper", "applies-to", "inner-tool", "fix")
PATTERN_KEYS = ("text", "said-by", "rank", "leads-to", "in-notes")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CATEGORY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_RANK = re.compile(r"[1-9][0-9]?")
_RESERVED = {name: meaning for name, meaning in CATEGORIES.items() if name != "integrity"}
_INNER_TOOLS = ("apt", "apk", "dnf", "git", "go", "maven", "node", "npm", "pip")


def compile_table(sources: list[tuple[str, bytes]]) -> list[tuple[Any, ...]]:
    """Plain data of all entries, in the order of the fields of `Entry`. Raises RuleErrors."""
    problems: list[Problem] = []
    reader = _Reader(problems)
    for path, content in sources:
        try:
            document = read(content.decode(), path, problems)
        except UnicodeDecodeError as error:
            problems.append(Problem(Mark(path, 1, 1), "T001", f"cannot be read: {error}"))
            continue
        if document is not None:
            reader.file(document)
    reader.end()
    if not sources:
        problems.append(Problem(Mark("rules/recovery", 1, 1), "T001", "there is no file"))
    if problems:
        raise RuleErrors(problems)
    return reader.entries


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.check = Check(Library(), problems)
        self.problems = problems
        self.ids: dict[str, Mark] = {}
        self.entries: list[tuple[Any, ...]] = []
        self.fixable: Collection[str] | None = None
        self.named: list[tuple[Mark, str]] = []

    def file(self, document: Value) -> None:
        entries = document.get("entries") if isinstance(document, Mapping) else None
        if not isinstance(document, Mapping) or not isinstance(entries, Listing) or not entries.items:
            self._refuse(document, "T002", "a file of the table is a mapping with a list of 'entries'")
            return
        self.check.keys(document, "a file of the table", ("entries",), "T003")
        for entry in entries.items:
            if isinstance(entry, Mapping):
                self._entry(entry)
            else:
                self._refuse(entry, "T002", "an entry is a mapping")

    def _refuse(self, value: Value, code: str, message: str, hint: str = "") -> None:
        self.check.problem(value.mark, code, message, hint)

    def _entry(self, entry: Mapping) -> None:
        before = len(self.problems)
        self.check.keys(entry, "an entry", KEYS, "T003")
        missing = [key for key in NEEDED if entry.get(key) is None]
        if missing:
            self._refuse(entry, "T004", "an entry needs " + ", ".join(f"'{key}'" for key in missing))
            return
        id_ = self._id(entry)
        category = self._category(entry)
        phases = self._names(entry, "phase", tuple(PHASES))
        applies = self._names(entry, "applies-to", tuple(driver for driver in DRIVERS if driver != "auto"))
        tool = self._one_of(entry, "inner-tool", _INNER_TOOLS)
        cause = self.check.text(_value(entry, "cause"), "'cause'").strip()
        remedies = tuple(text for _, text in self.check.texts(_value(entry, "remedies"), "'remedies'"))
        retryable, hint = self._retry(entry)
        rank = self._rank(entry)
        patterns = self._patterns(entry, rank)
        matching, other = self._examples(entry)
        fix = self._fixes(entry)
        if len(self.problems) == before:
            self._try(entry, patterns, matching, other)
        lines = tuple(tuple(text for _, text in found) for found in (matching, other))
        wrapper = self._flag(entry, "wrapper")
        self.entries.append(
            (id_, category, phases, applies, tool, cause, remedies, retryable, hint, rank, wrapper, fix, *lines, patterns)
        )

    def _id(self, entry: Mapping) -> str:
        value = _value(entry, "id")
        text = self._fitting(value, "'id'", _ID, "words of small letters and digits, joined by '-'")
        if text in self.ids:
            first = self.ids[text]
            self._refuse(value, "T006", f"the id '{text}' is taken", f"by {first.path}:{first.line}")
        self.ids.setdefault(text, value.mark)
        return text

    def _category(self, entry: Mapping) -> str:
        value = _value(entry, "category")
        text = self._fitting(value, "'category'", _CATEGORY, "words of small letters and digits, joined by '_'")
        if text in _RESERVED:
            self._refuse(value, "T006", f"the category '{text}' is not for the table", _RESERVED[text])
        return text

    def _fitting(self, value: Value, what: str, form: re.Pattern[str], hint: str) -> str:
        text = self.check.text(value, what)
        if not form.fullmatch(text):
            self._refuse(value, "T005", f"{what} cannot be '{text}'", hint)
        return text

    def _names(self, entry: Mapping, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        value = entry.get(key)
        if value is None:
            return ()
        found = self.check.texts(value, f"'{key}'")
        for mark, text in found:
            if text not in known:
                self.check.unknown(mark, "T005", f"'{key}' cannot be '{text}'", text, known)
        return tuple(text for _, text in found)

    def _one_of(self, entry: Mapping, key: str, known: tuple[str, ...]) -> str:
        value = entry.get(key)
        if isinstance(value, Listing):
            self._refuse(value, "T005", f"'{key}' is one word")
            return ""
        return "".join(self._names(entry, key, known))

    def _flag(self, mapping: Mapping, key: str) -> bool:
        value = mapping.get(key)
        if value is None:
            return False
        text = value.text if isinstance(value, Scalar) and value.plain else ""
        if text not in ("true", "false"):
            self._refuse(value, "T005", f"'{key}' is true or false")
        return text == "true"

    def _rank(self, mapping: Mapping) -> int:
        value = _value(mapping, "rank")
        if not isinstance(value, Scalar) or not value.plain or not _RANK.fullmatch(value.text):
            self._refuse(value, "T005", "'rank' is a number from 1 to 99", "the cause of the higher rank is the one told")
            return 0
        return int(value.text)

    def _retry(self, entry: Mapping) -> tuple[bool, str]:
        retryable, hint = self._flag(entry, "retryable"), entry.get("hint")
        if retryable and hint is None:
            self._refuse(entry.key("retryable"), "T007", "what is retryable has a 'hint'", "how often, and how long to wait")
        if hint is not None and not retryable:
            self._refuse(entry.key("hint"), "T007", "a 'hint' is for what is retryable")
        return retryable, self.check.text(hint, "'hint'") if hint is not None else ""

    # --- patterns

    def _patterns(self, entry: Mapping, rank: int) -> tuple[tuple[Any, ...], ...]:
        value = _value(entry, "patterns")
        if not isinstance(value, Listing) or not value.items:
            self._refuse(value, "T005", "'patterns' is a list of expressions")
            return ()
        speakers = self._names(entry, "said-by", SPEAKERS)
        return tuple(pattern for item in value.items if (pattern := self._pattern(item, rank, speakers)) is not None)

    def _pattern(self, item: Value, rank: int, speakers: tuple[str, ...]) -> tuple[Any, ...] | None:
        text: Value = item
        leads_to: tuple[str, ...] = ()
        notes = False
        if isinstance(item, Mapping):
            self.check.keys(item, "a pattern", PATTERN_KEYS, "T003")
            given = item.get("text")
            if given is None:
                self._refuse(item, "T004", "a pattern needs 'text'")
                return None
            text, leads_to, notes = given, self._consequences(item), self._flag(item, "in-notes")
            speakers = self._names(item, "said-by", SPEAKERS) or speakers
            rank = self._rank(item) if item.get("rank") is not None else rank
        expression = self.check.text(text, "a pattern")
        try:
            automaton = compile_expression(expression)
        except ExpressionError as error:
            mark = text.place(error.at) if isinstance(text, Scalar) else text.mark
            self.check.problem(mark, error.code, f"in this expression: {error}", error.hint)
            return None
        if len(automaton[1]) < LEAST_LITERAL:
            hint = "write alternatives as patterns of their own"
            self._refuse(text, "T008", f"no text of {LEAST_LITERAL} characters stands in every line that fits", hint)
        return expression, rank, speakers, leads_to, notes, automaton

    def _consequences(self, pattern: Mapping) -> tuple[str, ...]:
        """The ids of entries, which may be read later."""
        value = pattern.get("leads-to")
        found = self.check.texts(value, "'leads-to'") if value is not None else []
        self.named += found
        return tuple(text for _, text in found)

    def end(self) -> None:
        """All files are read."""
        for mark, id_ in self.named:
            if id_ not in self.ids:
                self.check.unknown(mark, "T011", f"there is no entry '{id_}'", id_, self.ids)

    # --- examples and fixes

    def _examples(self, entry: Mapping) -> tuple[list[tuple[Mark, str]], list[tuple[Mark, str]]]:
        value = _value(entry, "examples")
        match, other = (value.get(key) if isinstance(value, Mapping) else None for key in ("match", "other"))
        if not isinstance(value, Mapping) or match is None or other is None:
            self._refuse(value, "T004", "'examples' has lines that 'match' and 'other' lines")
            return [], []
        self.check.keys(value, "'examples'", ("match", "other"), "T003")
        return self.check.texts(match, "'match'"), self.check.texts(other, "'other'")

    def _try(
        self,
        entry: Mapping,
        patterns: tuple[tuple[Any, ...], ...],
        matching: list[tuple[Mark, str]],
        other: list[tuple[Mark, str]],
    ) -> None:
        """Every line that is to match does, no other one, and no pattern is for nothing."""
        tests: list[tuple[str, Callable[[str], bool]]] = [(pattern[0], searcher(pattern[5])) for pattern in patterns]
        for mark, line in matching:
            if not any(found(line) for _, found in tests):
                self.check.problem(mark, "T009", "no pattern finds this line")
        for mark, line in other:
            for text, found in tests:
                if found(line):
                    self.check.problem(mark, "T009", f"this line is found by '{text}'")
        listed = _value(entry, "patterns")
        for at, (text, found) in enumerate(tests):
            if not any(found(line) for _, line in matching):
                mark = listed.items[at].mark if isinstance(listed, Listing) else listed.mark
                self.check.problem(mark, "T009", f"no example shows what '{text}' finds", "add a line under 'match'")

    def _fixes(self, entry: Mapping) -> tuple[str, ...]:
        value = entry.get("fix")
        if value is None:
            return ()
        if self.fixable is None:
            from analyzer.rules.builtin import builtin_rules

            self.fixable = {rule.id for rule in builtin_rules().rules if rule.fixes}
        found = self.check.texts(value, "'fix'")
        for mark, id_ in found:
            if id_ not in self.fixable:
                self.check.unknown(mark, "T010", f"no rule '{id_}' has a fix", id_, self.fixable)
        return tuple(id_ for _, id_ in found)


def _value(entry: Mapping, key: str) -> Value:
    """The value of a key that is there."""
    value = entry.get(key)
    assert value is not None, key
    return value
