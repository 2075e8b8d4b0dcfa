"""Words shown in the text that do not stand there: values, users, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.data import Hint
from analyzer.lsp.features.about_layer import layer_numbers
from analyzer.lsp.features.about_variable import value_of
from analyzer.lsp.features.display import HintOptions
from analyzer.lsp.features.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.expansions import Expansion
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.variables import Variable
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.shown import Shown
    from analyzer.lsp.snapshot import Snapshot

_RUNS = frozenset({"RUN", "CMD", "ENTRYPOINT"})
DEFAULT = HintOptions()


def hints(snapshot: Snapshot, place: Range, options: HintOptions = DEFAULT) -> list[Hint]:
    """The hints of a range, by place."""
    may_show = shown(snapshot.facts)
    found: list[Hint] = []
    for step in snapshot.facts.instructions:
        if step.syntax.outer_end >= place[0] and step.syntax.outer_start <= place[1]:
            found += _of(step, options, may_show)
    return sorted((hint for hint in found if place[0] <= hint.offset <= place[1]), key=lambda hint: hint.offset)


def _of(step: Instruction, options: HintOptions, may_show: Shown) -> Iterator[Hint]:
    if options.variables:
        yield from _values(step, step.variables, options.length, may_show)
    if options.scripts:
        yield from _values(step, step.expansions, options.length, may_show)
    if options.users:
        yield from _user(step, may_show, options.length)
    if options.stages and step.kind == "FROM" and step.stage is not None:
        number = step.stage.index
        tooltip = f"COPY --from={number} copies from this stage"
        words = step.syntax.arguments
        yield Hint(words[-1].end if words else step.syntax.keyword.end, f"stage {number}", tooltip, before=True)
    if options.layers and step.start in layer_numbers(step.file):
        number = layer_numbers(step.file)[step.start]
        tooltip = "the number of its layer, counted from the image that the stage begins with"
        yield Hint(step.syntax.keyword.end, f"layer {number}", tooltip, before=True)


def _values(step: Instruction, references: list[Variable] | list[Expansion], length: int, may_show: Shown) -> Iterator[Hint]:
    """The value behind each reference. One with an operator, or within another, is left out: it may come to something else."""
    end = -1
    for each in references:
        inner = each.start < end
        end = max(end, each.end)
        if inner or each.operator or any(mount.env == each.name for mount in step.mounts):
            continue
        text = may_show.hint(each.name, value_of(step, each), length)
        if text:
            yield Hint(each.end, f"= {text}", f"the value of {each.name} here", before=True)


def _user(step: Instruction, may_show: Shown, length: int) -> Iterator[Hint]:
    """Who runs a step, where no USER of its own stage says it: at the first step, and at what the container runs."""
    stage, user = step.stage, step.user
    if stage is None or step.onbuild or step.kind not in _RUNS or isinstance(user, Unknown) or user is None:
        return
    setter = step.user_instruction
    if setter is not None and setter.stage is stage:
        return
    first = next((each for each in stage.instructions if each.kind in _RUNS), None)
    text = may_show.hint("USER", user, length)
    if text and (step is first or (step.kind in ("CMD", "ENTRYPOINT") and stage.final)):
        line = step.file.source.position(setter.start)[0] if setter is not None else 0
        tooltip = f"set in line {line}, in a stage that this one is built on" if line else "the user of the base image"
        yield Hint(step.syntax.keyword.end, f"as {text}", tooltip, before=True)
