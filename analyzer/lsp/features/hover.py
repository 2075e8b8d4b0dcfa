"""What is told of a place: the language, what is in force there, the value of a variable, an image, a stage, a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.stages import Stage
from analyzer.lsp.data import Hover
from analyzer.lsp.features.about_command import command_at
from analyzer.lsp.features.about_image import about_image
from analyzer.lsp.features.about_keyword import about_instruction, directive_at, flag_at, notes_on
from analyzer.lsp.features.about_layer import about_layer
from analyzer.lsp.features.about_rule import findings_at, rule_in_comment
from analyzer.lsp.features.about_stage import about_stage
from analyzer.lsp.features.about_state import state
from analyzer.lsp.features.about_variable import variable_at
from analyzer.lsp.features.markdown import items, together
from analyzer.lsp.features.shown import shown

if TYPE_CHECKING:
    from analyzer.facts.images import Image
    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.features.shown import Shown
    from analyzer.lsp.snapshot import Snapshot

_RULE = "\n\n---\n\n"
_MOST_FILES = 6  # of the build context that are named


def hover(snapshot: Snapshot, offset: int) -> Hover | None:
    """What is told of a place; what was found there stands below. None where there is nothing to tell."""
    if not 0 <= offset <= len(snapshot.text):
        return None
    own = _own(snapshot, offset)
    found = findings_at(snapshot, offset)
    if own is None or found is None:
        return own or found
    return Hover(own.text + _RULE + found.text, own.range)


def _own(snapshot: Snapshot, offset: int) -> Hover | None:
    comment = rule_in_comment(snapshot, offset) or directive_at(snapshot, offset)
    if comment is not None:
        return comment
    step = instruction_at(snapshot, offset)
    if step is None:
        return None
    may_show = shown(snapshot.facts)
    node = step.syntax
    if node.keyword.start <= offset <= node.keyword.end:
        text = _keyword(step, may_show)
        return Hover(text, (node.keyword.start, node.keyword.end)) if text else None
    return (
        variable_at(step, offset, may_show)
        or _named(step, offset, may_show)
        or flag_at(node, offset)
        or command_at(step, offset, may_show)
        or _source(step, offset, may_show)
        or _value(step, offset, may_show)
    )


def instruction_at(snapshot: Snapshot, offset: int) -> Instruction | None:
    """The instruction at a place; within an ONBUILD what it keeps for later."""
    step = snapshot.instruction_facts(offset)
    while step is not None and step.trigger is not None and offset >= step.trigger.syntax.keyword.start:
        step = step.trigger
    return step


def _keyword(step: Instruction, may_show: Shown) -> str:
    """An instruction, and what is true at it."""
    rows = state(step, may_show)
    parts = about_instruction(step.kind)
    if rows:
        parts.append(f"**In force here**\n\n{items(rows)}")
    if step.kind == "FROM" and step.stage is not None and not step.onbuild:
        parts.append(about_stage(step.stage, may_show))
    layer = about_layer(step, may_show)
    return "\n\n".join([*parts, *([layer] if layer else []), *notes_on(step.kind)])


def _named(step: Instruction, offset: int, may_show: Shown) -> Hover | None:
    """The image or stage that is named at a place."""
    if step.kind == "FROM" and step.stage is not None and not step.onbuild:
        return _from(step, offset, may_show)
    flag = step.syntax.flag("from") if step.kind == "COPY" else None
    if flag is not None and flag.value is not None and flag.value.start <= offset <= flag.value.end:
        place = flag.value.start, flag.value.end
        return _target(step.from_stage, step.image, place, may_show)
    for mount in step.mounts:
        for option in mount.flag.options or ():
            if option.key.text.lower() == "from" and option.value is not None:
                place = option.value.start, option.value.end
                if place[0] <= offset <= place[1]:
                    return _target(mount.from_stage, mount.image, place, may_show)
    return None


def _from(step: Instruction, offset: int, may_show: Shown) -> Hover | None:
    stage = step.stage
    if stage is None:
        return None
    image = stage.image
    if image is not None and image.start <= offset <= image.end:
        return _target(stage.base_stage, image, (image.start, image.end), may_show)
    alias = getattr(step.syntax, "alias", None)
    if alias is not None and alias.start <= offset <= alias.end:
        return Hover(about_stage(stage, may_show), (alias.start, alias.end))
    return None


def _target(stage: object, image: Image | None, place: tuple[int, int], may_show: Shown) -> Hover | None:
    if isinstance(stage, Stage):
        return Hover(about_stage(stage, may_show), place)
    return Hover(about_image(image, may_show), place) if image is not None else None


def _source(step: Instruction, offset: int, may_show: Shown) -> Hover | None:
    """What a source of COPY or ADD takes of the build context, where that is known."""
    for word, matched in step.matched_sources:
        if matched is None or not word.start <= offset <= word.end:
            continue
        rows = []
        if matched.files:
            names = together([may_show.code(name) for name in matched.files[:_MOST_FILES]], _MOST_FILES)
            more = f" and {len(matched.files) - _MOST_FILES} more" if len(matched.files) > _MOST_FILES else ""
            rows.append(f"takes {names}{more} of the build context")
        if matched.ignored:
            rows.append("the ignore file leaves it out of the build context")
        elif matched.missing:
            rows.append("the build context holds nothing of that name")
        return Hover("\n\n".join(rows), (word.start, word.end)) if rows else None
    return None


def _value(step: Instruction, offset: int, may_show: Shown) -> Hover | None:
    """What the argument of USER or WORKDIR comes to."""
    arguments = step.syntax.arguments
    if step.kind not in ("USER", "WORKDIR") or step.stage is None or step.onbuild or not arguments:
        return None
    word = arguments[0]
    if not word.start <= offset <= word.end:
        return None
    from analyzer.facts.workdir import join_workdir

    value = step.stage.step_value(step.tick, step)
    if step.kind == "WORKDIR":
        value = join_workdir(step.workdir, value)
    if not isinstance(value, str):
        return None
    what = "steps that follow, and the container, run as" if step.kind == "USER" else "the working directory from here on is"
    return Hover(f"{what} {may_show.code(value)}", (word.start, word.end))
