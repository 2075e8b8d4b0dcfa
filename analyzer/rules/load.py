"""Loads rule files: finds, reads and checks them all, and reports all their problems at once."""

from __future__ import annotations

import os

from analyzer.facts.schema import SORTS
from analyzer.resources import rules_path
from analyzer.rules.check import Check, Condition, Library
from analyzer.rules.document import Listing, Mapping, Scalar, read
from analyzer.rules.errors import Mark, Problem, RuleErrors
from analyzer.rules.family import expand
from analyzer.rules.files import kind_of, rule_files
from analyzer.rules.pattern import body
from analyzer.rules.profiles import profile, selected
from analyzer.rules.rulefile import KEYS, record
from analyzer.rules.ruleset import Ruleset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any

    from analyzer.rules.document import Value

LANGUAGE = 1


def load_rules(paths: list[str]) -> Ruleset:
    """The rules of files and folders. Raises RuleErrors, with all problems, where any rule is not usable."""
    return Ruleset(*compile_rules(paths))


def compile_rules(
    paths: list[str], taken: Collection[str] = ()
) -> tuple[tuple[Any, ...], tuple[Any, ...], dict[str, tuple[Any, ...]]]:
    """(records, profiles, details): what `Ruleset` is made of, as plain data that can be marshalled.

    No rule may have one of the ids that are `taken`. Raises RuleErrors.
    """
    loading = _Loading(taken)
    for path in paths:
        loading.read(path)
    built_in = rules_path()
    if not any(os.path.realpath(path) == os.path.realpath(built_in) for path in paths) and os.path.isdir(built_in):
        loading.read(built_in, shared_only=True)
    return loading.compile()


def shared_library(folders: Iterable[str]) -> Library:
    """What the ``lib`` and ``data`` of folders share, and what the built-in rules do; what is wrong with it is left out."""
    loading = _Loading(())
    for folder in (*folders, rules_path()):
        loading.read(folder, shared_only=True)
    return loading.library


def check_shared(document: Value, kind: str, name: str, library: Library, problems: list[Problem]) -> None:
    """Adds what is wrong with a file of ``lib`` or ``data``, or with a ``manifest``, to `problems`; `name` is the file's stem.

    `library` is what it can use; it comes to hold what the file shares.
    """
    loading = _Loading(())
    loading.library, loading.problems = library, problems
    if kind == "manifest":
        loading.manifest(document)
    elif kind == "data":
        library.words.pop(name, None)
        loading.words(name, document)
    else:
        library.conditions.pop(name, None)
        loading.condition(name, document)
        if name in library.conditions:
            loading.check_condition(library.conditions[name])


class _Loading:
    """The files of one run and the problems found in them."""

    def __init__(self, taken: Collection[str]) -> None:
        self.taken = taken
        self.problems: list[Problem] = []
        self.library = Library()
        self.rules: list[tuple[str, Value]] = []  # origin and document
        self.profiles: list[tuple[str, Value]] = []

    def read(self, path: str, shared_only: bool = False) -> None:
        """Read a file, or the rules of a folder and what they share; `shared_only` leaves out the rules."""
        if not os.path.exists(path):
            self.problems.append(Problem(Mark(path, 1, 1), "R010", "there is no such file or folder"))
        elif not os.path.isdir(path):
            self._document(path, os.path.basename(path), "")
        else:
            for file in rule_files(path):
                if not shared_only or kind_of(file) in ("lib", "data"):
                    self._document(os.path.join(path, file), file, kind_of(file))

    def _document(self, path: str, origin: str, folder: str) -> None:
        try:
            with open(path, encoding="utf-8") as file:
                document = read(file.read(), path, self.problems)
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(Mark(path, 1, 1), "R010", f"cannot be read: {error}"))
            return
        if document is None:
            return
        name = os.path.splitext(os.path.basename(origin))[0]
        if origin == "manifest.yaml":
            self.manifest(document)
        elif folder == "lib":
            self.condition(name, document)
        elif folder == "data":
            self.words(name, document)
        else:
            (self.profiles if folder == "profiles" else self.rules).append((origin, document))

    def manifest(self, document: Value) -> None:
        """A manifest is one that this program can follow."""
        language = document.get("language") if isinstance(document, Mapping) else None
        if not isinstance(language, Scalar) or not language.text.isdigit():
            self.problems.append(Problem(document.mark, "R011", "the manifest holds 'language: NUMBER'"))
        elif int(language.text[:9]) > LANGUAGE:
            message = f"these rules need version {language.text[:9]} of the rule language, this program knows {LANGUAGE}"
            self.problems.append(Problem(language.mark, "R011", message))

    def condition(self, name: str, document: Value) -> None:
        """Takes a shared condition into the library."""
        check = Check(self.library, self.problems)
        if name in self.library.conditions:
            return  # a folder's own condition goes before the built-in one
        sort = document.get("sort") if isinstance(document, Mapping) else None
        match = document.get("match") if isinstance(document, Mapping) else None
        if not isinstance(document, Mapping) or not isinstance(sort, Scalar) or not isinstance(match, Mapping):
            check.problem(document.mark, "R012", "a shared condition has 'sort', 'match' and 'docs'")
            return
        check.keys(document, "a shared condition", ("sort", "match", "docs"))
        if sort.text not in SORTS:
            check.unknown(sort.mark, "R012", f"there is no sort '{sort.text}'", sort.text, SORTS)
            return
        self.library.conditions[name] = Condition(name, sort.text, match, document.mark)

    def words(self, name: str, document: Value) -> None:
        """Takes a word list into the library."""
        if not isinstance(document, Listing):
            self.problems.append(Problem(document.mark, "R012", "a word list is a list of texts"))
        else:
            texts = Check(self.library, self.problems).texts(document, f"the word list '{name}'")
            self.library.words.setdefault(name, tuple(text for _, text in texts))

    def check_condition(self, condition: Condition) -> None:
        """Checks the tests of a shared condition."""
        check = Check(self.library, self.problems)
        check.using.append(condition.name)
        body(check, condition.body, condition.sort, {})

    def compile(self) -> tuple[tuple[Any, ...], tuple[Any, ...], dict[str, tuple[Any, ...]]]:
        """Check everything that was read. Raises RuleErrors."""
        for condition in self.library.conditions.values():
            self.check_condition(condition)
        records: dict[str, tuple[Any, ...]] = {}
        details = {}
        sources: dict[str, Mapping] = {}
        for origin, document in self.rules:
            for rule, core, more in self._compiled(origin, document):
                id_ = core[0]
                if id_ in records or id_ in self.taken:
                    first = sources[id_].mark if id_ in records else None
                    hint = f"by {first.path}:{first.line}" if first is not None else "by a built-in rule"
                    self.problems.append(Problem(_mark(rule, "id"), "R313", f"the id '{id_}' is taken", hint))
                if id_:
                    records[id_], details[id_], sources[id_] = core, more, rule
        self._names(records, sources)
        check = Check(self.library, self.problems)
        profiles = [(origin, profile(check, document, records)) for origin, document in self.profiles]
        self._profile_names()
        if self.problems:
            raise RuleErrors(self.problems)
        ordered = tuple(records[id_] for id_ in sorted(records))
        named = tuple((os.path.splitext(os.path.basename(origin))[0], *selected(found, ordered)) for origin, found in profiles)
        return ordered, named, details

    def _compiled(self, origin: str, document: Value) -> Iterator[tuple[Mapping, tuple[Any, ...], tuple[Any, ...]]]:
        if not isinstance(document, Mapping):
            self.problems.append(Problem(document.mark, "R300", "a rule is a mapping"))
            return
        for rule in expand(Check(self.library, self.problems), document, KEYS):
            yield rule, *record(Check(self.library, self.problems), rule, origin.replace(os.sep, "/"))

    def _profile_names(self) -> None:
        """A profile of a user does not take the place of a built-in one."""
        built_in = {file for file in rule_files(rules_path()) if kind_of(file) == "profiles"} if self.taken else set()
        for origin, document in self.profiles:
            if origin in built_in:
                self.problems.append(Problem(document.mark, "R317", "there is a built-in profile of this name"))

    def _names(self, records: dict[str, tuple[Any, ...]], sources: dict[str, Mapping]) -> None:
        """A former id names one rule only; a rule of another tool may correspond to several."""
        owners = {id_: id_ for id_ in (*self.taken, *records)}
        for id_, core in records.items():
            for alias in core[7]:
                if "/" not in alias and owners.setdefault(alias, id_) != id_:
                    mark = _mark(sources[id_], "aliases", alias)
                    self.problems.append(Problem(mark, "R313", f"the alias '{alias}' is taken", f"by '{owners[alias]}'"))
            if core[10] and core[10] not in owners:
                mark = _mark(sources[id_], "replaced-by")
                self.problems.append(Problem(mark, "R314", f"replaced-by names no rule: '{core[10]}'"))


def _mark(rule: Mapping, key: str, text: str = "") -> Mark:
    """Where the value of a key stands; of a list, the element with this text."""
    value = rule.get(key)
    if isinstance(value, Listing):
        return next((item.mark for item in value.items if isinstance(item, Scalar) and item.text == text), value.mark)
    return value.mark if value is not None else rule.mark
