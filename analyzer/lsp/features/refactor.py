"""What can be done with instructions: merging, converting, sorting, pinning and taking them to a stage of their own.

Each is proven before it is offered: the file parses no worse, and shows no more than the effect that it declares.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.fixes.chains import break_lines, to_heredoc
from analyzer.fixes.forms import to_json_form
from analyzer.fixes.images import set_digest
from analyzer.fixes.merging import merge_runs
from analyzer.fixes.sorting import sort_words
from analyzer.lsp.features.actions import is_wanted
from analyzer.lsp.features.refactoring.extraction import extract_stage, makes_the_same
from analyzer.lsp.features.refactoring.forms import from_heredoc, runs_the_same, to_shell
from analyzer.lsp.features.refactoring.proof import Refactoring, proven
from analyzer.lsp.features.refactoring.sorting import SORTED, sort_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.data import Action, Range
    from analyzer.lsp.snapshot import Snapshot

REFACTOR, EXTRACT, REWRITE = "refactor", "refactor.extract", "refactor.rewrite"
_STARTED = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})


def refactorings(snapshot: Snapshot, place: Range, only: Iterable[str] = ()) -> list[Action]:
    """What is offered for a range; where an editor asks for these kinds, or a range is selected, also what cannot be done.

    `only` are the kinds asked for.
    """
    only = list(only)
    if not any(is_wanted(kind, only) for kind in (EXTRACT, REWRITE)):
        return []
    steps = _touched(snapshot, place)
    asked = bool(only) or place[0] != place[1]
    found: list[Action] = []
    for wanted in _possible(snapshot, steps):
        if is_wanted(wanted.kind, only):
            action = proven(snapshot, wanted)
            if not action.disabled or asked:
                found.append(action)
    return found


def _touched(snapshot: Snapshot, place: Range) -> list[Instruction]:
    """The instructions a range touches; one that it only ends in front of is not among them."""
    found = []
    for step in snapshot.facts.instructions:
        node = step.syntax
        inside = (
            node.outer_start <= place[0] <= node.end if place[0] == place[1] else place[0] < node.end and node.start < place[1]
        )
        if inside:
            found.append(step)
    return found


def _possible(snapshot: Snapshot, steps: list[Instruction]) -> Iterator[Refactoring]:
    if len(steps) == 1:
        yield from _of_one(snapshot, steps[0])
    elif steps and all(step.kind == "RUN" for step in steps):
        yield Refactoring("Merge these RUN instructions", REWRITE, "build", partial(merge_runs, steps))
    kinds = {step.kind for step in steps}
    if kinds and kinds <= {"RUN", "COPY", "ADD"} and kinds != {"COPY"}:
        check = partial(makes_the_same, steps)
        yield Refactoring("Take to a stage of its own", EXTRACT, "image", partial(extract_stage, steps), check)


def _of_one(snapshot: Snapshot, step: Instruction) -> Iterator[Refactoring]:
    if step.kind == "RUN":
        yield from _of_run(snapshot, step)
    if step.kind in _STARTED and step.body is not None and not step.syntax.heredocs:
        same = partial(runs_the_same, step)
        if step.json_form:
            yield Refactoring("Convert to the shell form", REWRITE, "image", partial(to_shell, step), same)
        else:
            yield Refactoring("Convert to the JSON form", REWRITE, "image", partial(to_json_form, step), same)
    if step.kind in SORTED and len(step.syntax.pairs or step.syntax.arguments) > 1:
        yield Refactoring(f"Sort the {SORTED[step.kind]}", REWRITE, "build", partial(sort_arguments, step))
    yield from _pins(step)


def _of_run(snapshot: Snapshot, step: Instruction) -> Iterator[Refactoring]:
    steps = snapshot.facts.instructions
    number = steps.index(step)
    if number and steps[number - 1].kind == "RUN":
        yield Refactoring("Merge with the RUN above", REWRITE, "build", partial(merge_runs, step))
    if number + 1 < len(steps) and steps[number + 1].kind == "RUN":
        yield Refactoring("Merge with the RUN below", REWRITE, "build", partial(merge_runs, steps[number + 1]))
    if step.syntax.heredocs:
        yield Refactoring("Convert to a chain of commands", REWRITE, "build", partial(from_heredoc, step))
    elif not step.json_form:
        yield Refactoring("Convert to a here-document", REWRITE, "build", partial(to_heredoc, step))
        yield Refactoring("Break the long lines", REWRITE, "format", partial(break_lines, step))
    for command in [] if isinstance(step.commands, Unknown) else step.commands:
        if len(command.packages) > 1:
            title = f"Sort the packages of '{command.name} {command.subcommand or ''}".rstrip() + "'"
            yield Refactoring(title, REWRITE, "build", partial(sort_words, command))


def _pins(step: Instruction) -> Iterator[Refactoring]:
    """The digest that a registry tells; nothing where none is asked."""
    image = step.image
    if image is None or step.file.providers.registry is None:
        return
    digest = image.registry_digest
    if isinstance(digest, str) and image.digest is None:
        yield Refactoring("Pin the image to its digest", REWRITE, "image", partial(set_digest, image, digest))
