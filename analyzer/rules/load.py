"""Loads rule files: finds, reads and checks them all, and reports all their problems at once."""

from __future__ import annotations

import marshal
import os

from analyzer.facts.schema import SORTS
from analyzer.resources import rules_path
from analyzer.rules.check import Check, Condition, Library
from analyzer.rules.document import Listing, Mapping, Scalar, compose
from analyzer.rules.errors import Mark, Problem, RuleErrors
from analyzer.rules.family import expand
from analyzer.rules.pattern import body
from analyzer.rules.profiles import profile, selected
from analyzer.rules.rulefile import KEYS, record
from analyzer.rules.ruleset import Ruleset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.rules.document import Value

LANGUAGE = 1
FOLDERS = ("lib", "data", "profiles")


def load_rules(paths: list[str]) -> Ruleset:
    """The rules of files and folders. Raises RuleErrors, with all problems, where any rule is not usable."""
    return Ruleset(*compile_rules(paths))


def compile_rules(paths: list[str]) -> tuple[tuple[Any, ...], tuple[Any, ...], bytes]:
    """(records, profiles, details): what `Ruleset` is made of, as plain data that can be marshalled."""
    loading = _Loading()
    for path in paths:
        loading.read(path)
    built_in = rules_path()
    if not any(os.path.realpath(path) == os.path.realpath(built_in) for path in paths) and os.path.isdir(built_in):
        loading.read(built_in, shared_only=True)
    return loading.compile()


class _Loading:
    """The files of one run and the problems found in them."""

    def __init__(self) -> None:
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
            for file in sorted(_yaml_files(path)):
                folder = file.split(os.sep)[0] if os.sep in file else ""
                if folder == "data" and file.count(os.sep) > 1:
                    continue  # data/FOLDER/ belongs to the facts
                if not shared_only or folder in ("lib", "data"):
                    self._document(os.path.join(path, file), file, folder)

    def _document(self, path: str, origin: str, folder: str) -> None:
        try:
            with open(path, encoding="utf-8") as file:
                document = compose(file.read(), path)
        except RuleErrors as errors:
            self.problems.extend(errors.problems)
            return
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(Mark(path, 1, 1), "R010", f"cannot be read: {error}"))
            return
        name = os.path.splitext(os.path.basename(origin))[0]
        if origin == "manifest.yaml":
            self._manifest(document)
        elif folder == "lib":
            self._condition(name, document)
        elif folder == "data":
            self._words(name, document)
        else:
            (self.profiles if folder == "profiles" else self.rules).append((origin, document))

    def _manifest(self, document: Value) -> None:
        language = document.get("language") if isinstance(document, Mapping) else None
        if not isinstance(language, Scalar) or not language.text.isdigit():
            self.problems.append(Problem(document.mark, "R011", "the manifest holds 'language: NUMBER'"))
        elif int(language.text[:9]) > LANGUAGE:
            message = f"these rules need version {language.text[:9]} of the rule language, this program knows {LANGUAGE}"
            self.problems.append(Problem(language.mark, "R011", message))

    def _condition(self, name: str, document: Value) -> None:
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

    def _words(self, name: str, document: Value) -> None:
        if not isinstance(document, Listing):
            self.problems.append(Problem(document.mark, "R012", "a word list is a list of texts"))
        else:
            texts = Check(self.library, self.problems).texts(document, f"the word list '{name}'")
            self.library.words.setdefault(name, tuple(text for _, text in texts))

    def compile(self) -> tuple[tuple[Any, ...], tuple[Any, ...], bytes]:
        """Check everything that was read. Raises RuleErrors."""
        for condition in self.library.conditions.values():
            check = Check(self.library, self.problems)
            check.using.append(condition.name)
            body(check, condition.body, condition.sort, {})
        records: dict[str, tuple[Any, ...]] = {}
        details = {}
        marks: dict[str, Mark] = {}
        for origin, document in self.rules:
            for mark, core, more in self._compiled(origin, document):
                if core[0] in records:
                    first = marks[core[0]]
                    self.problems.append(Problem(mark, "R313", f"the id '{core[0]}' is taken", f"by {first.path}:{first.line}"))
                records[core[0]], details[core[0]], marks[core[0]] = core, more, mark
        self._aliases(records, marks)
        check = Check(self.library, self.problems)
        profiles = [(origin, profile(check, document, records)) for origin, document in self.profiles]
        if self.problems:
            raise RuleErrors(self.problems)
        ordered = tuple(records[id_] for id_ in sorted(records))
        named = tuple((os.path.splitext(os.path.basename(origin))[0], *selected(found, ordered)) for origin, found in profiles)
        return ordered, named, marshal.dumps(details, 4)

    def _compiled(self, origin: str, document: Value) -> Iterator[tuple[Mark, tuple[Any, ...], tuple[Any, ...]]]:
        if not isinstance(document, Mapping):
            self.problems.append(Problem(document.mark, "R300", "a rule is a mapping"))
            return
        for rule in expand(Check(self.library, self.problems), document, KEYS):
            core, details = record(Check(self.library, self.problems), rule, origin.replace(os.sep, "/"))
            id_ = rule.get("id")
            yield (id_.mark if id_ is not None else rule.mark), core, details

    def _aliases(self, records: dict[str, tuple[Any, ...]], marks: dict[str, Mark]) -> None:
        """A former id names one rule only; a rule of another tool may correspond to several."""
        owners = {id_: id_ for id_ in records}
        for id_, core in records.items():
            for alias in core[7]:
                if "/" not in alias and owners.setdefault(alias, id_) != id_:
                    self.problems.append(Problem(marks[id_], "R313", f"the alias '{alias}' is taken", f"by '{owners[alias]}'"))
            if core[10] and core[10] not in records:
                self.problems.append(Problem(marks[id_], "R314", f"replaced-by names no rule: '{core[10]}'"))


def _yaml_files(folder: str) -> Iterator[str]:
    """The YAML files under a folder, relative to it; what starts with a dot is left out."""
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield os.path.relpath(os.path.join(where, name), folder)
