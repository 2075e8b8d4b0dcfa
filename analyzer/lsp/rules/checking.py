"""One file checked by the checkers of the command line, as it stands in the editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from analyzer.config import hadolint
from analyzer.config.errors import ConfigErrors
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.config.values import Checker
from analyzer.facts.providers import NOTHING
from analyzer.lint.selection import UnknownSelectorError
from analyzer.lsp.rules import kinds
from analyzer.rules.check import Check, Library
from analyzer.rules.document import Mapping, Scalar, read
from analyzer.rules.errors import Mark, Problem, RuleErrors
from analyzer.rules.family import expand
from analyzer.rules.load import check_shared
from analyzer.rules.profiles import profile
from analyzer.rules.rulefile import KEYS, record
from analyzer.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from analyzer.lsp.rules.folders import Folder
    from analyzer.rules.document import Value

_SHARED = {kinds.CONDITION: "lib", kinds.WORDS: "data", kinds.MANIFEST: "manifest"}


class Checked(NamedTuple):
    """What is wrong with a file, by place; `rules` are its rules where nothing is."""

    problems: tuple[Problem, ...]
    rules: Ruleset | None = None


def checked(path: str, text: str, kind: str, folder: Folder) -> Checked:
    """What the checker says of a file of a kind. Problems of other files are left out."""
    problems: list[Problem] = []
    rules: Ruleset | None = None
    document = _document(path, text, kind, problems)
    if document is not None:
        if kind in (kinds.CONFIGURATION, kinds.FOREIGN):
            _configuration(path, text, document, problems)
        elif kind == kinds.PROFILE:
            known = {rule.id: rule.record for rule in folder.rules}
            profile(Check(folder.library, problems), document, known)
        elif kind in _SHARED:
            name = os.path.splitext(os.path.basename(path))[0]
            check_shared(document, _SHARED[kind], name, _copy(folder.library), problems)
        else:
            rules = _rules(path, document, folder, problems)
    own = sorted({problem for problem in problems if problem.mark.path == path})
    return Checked(tuple(own), rules if not own else None)


def _document(path: str, text: str, kind: str, problems: list[Problem]) -> Value | None:
    """The values of a file; a configuration may be empty."""
    plain = text.removeprefix("\ufeff")
    lines = (line.strip() for line in plain.splitlines())
    if kind in (kinds.CONFIGURATION, kinds.FOREIGN) and all(not line or line[0] == "#" or line == "---" for line in lines):
        return None
    return read(plain, path, problems)


def _copy(library: Library) -> Library:
    """A library that can be added to."""
    found = Library()
    found.conditions, found.words = dict(library.conditions), dict(library.words)
    return found


def _rules(path: str, document: Value, folder: Folder, problems: list[Problem]) -> Ruleset | None:
    if not isinstance(document, Mapping):
        problems.append(Problem(document.mark, "R300", "a rule is a mapping"))
        return None
    records: dict[str, tuple[Any, ...]] = {}
    details: dict[str, tuple[Any, ...]] = {}
    for rule in expand(Check(folder.library, problems), document, KEYS):
        core, more = record(Check(folder.library, problems), rule, os.path.basename(path))
        _names(path, rule, core, folder, records, problems)
        if core[0]:
            records[core[0]], details[core[0]] = core, more
    return Ruleset(tuple(records[id_] for id_ in sorted(records)), (), details) if records else None


def _names(
    path: str, rule: Mapping, core: tuple[Any, ...], folder: Folder, rows: Collection[str], problems: list[Problem]
) -> None:
    """An id is taken once; what is named as a rule's successor is there."""
    id_, here = core[0], os.path.realpath(path)
    others = [each for each in folder.rules if not each.path or os.path.realpath(each.path) != here]
    if folder.of_program and not folder.own:
        others = []
    taken = next((each for each in others if each.id == id_ and id_), None)
    if id_ in rows:
        problems.append(Problem(_mark(rule, "id"), "R313", f"the id '{id_}' is taken", "by another row of this file"))
    elif taken is not None:
        owner = f"by {os.path.basename(taken.path)}" if taken.path else "by a built-in rule"
        problems.append(Problem(_mark(rule, "id"), "R313", f"the id '{id_}' is taken", owner))
    if core[10] and core[10] not in {*rows, *(each.id for each in others)}:
        problems.append(Problem(_mark(rule, "replaced-by"), "R314", f"replaced-by names no rule: '{core[10]}'"))


def _mark(rule: Mapping, key: str) -> Mark:
    value = rule.get(key)
    return value.mark if value is not None else rule.mark


def _configuration(path: str, text: str, document: Value, problems: list[Problem]) -> None:
    """Checks keys and values and, where these are right, the names of rules, profiles and parameters."""
    check = Checker(problems)
    if hadolint.is_hadolint(os.path.basename(path), document):
        values = hadolint.layer_values(document, check)
    else:
        values = check.file(document) if not isinstance(document, Scalar) or document.text else {}
    if problems:
        return
    values = {key: value for key, value in values.items() if key != "extends"}
    layer = Layer(values, path, os.path.dirname(os.path.abspath(path)))
    layer.content = text.encode("utf-8", "surrogateescape")
    try:
        Policies(Layer({}), NOTHING, search=False).by([layer], os.path.join(layer.folder, "Dockerfile"))
    except (ConfigErrors, RuleErrors) as error:
        problems += error.problems
    except (UnknownSelectorError, OSError) as error:
        problems.append(Problem(document.mark, "C201", str(error)))
