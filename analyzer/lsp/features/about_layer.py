"""The layer of a step: its number, what it leaves behind, and what makes the step run again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from analyzer.facts.invalidation import STEPS, context_sources, invalidated_by
from analyzer.facts.stages import Stage
from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.markdown import items, together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.lsp.features.shown import Shown

_MOST_SHOWN = 3  # paths or names of a kind
_kept: WeakKeyDictionary[FileFacts, dict[int, int]] = WeakKeyDictionary()


def layer_numbers(facts: FileFacts) -> dict[int, int]:
    """The number of the layer that each step makes, by its start: from 1, counted from the image that its stage begins with."""
    found = _kept.get(facts)
    if found is None:
        found = _kept[facts] = {}
        ends: dict[int, int] = {}
        for stage in facts.stages:
            base = stage.base_stage
            number = ends.get(base.index, 0) if isinstance(base, Stage) else 0
            number += sum(step.kind in STEPS for step in stage.inherited_triggers)
            for step in stage.instructions:
                if step.kind in STEPS:
                    number += 1
                    found[step.start] = number
            ends[stage.index] = number
    return found


def leaves(step: Instruction) -> list[str]:
    """The places where it leaves what nobody needs, as far as that can be told."""
    residue = step.residue
    return [] if isinstance(residue, Unknown) else list(dict.fromkeys(path for each in residue for path in each.paths))


class Reasons:
    """What outside of the file makes a step run again."""

    def __init__(self, step: Instruction) -> None:
        self.everything = False  # any file of the context
        self.paths: list[str] = []
        self.arguments: list[str] = []
        self.images: list[str] = []
        self.remote = False
        self._add(invalidated_by(step))

    def _add(self, causes: Iterable[Instruction]) -> None:
        for cause in causes:
            if cause.kind == "ARG":
                self.arguments += [pair.written_key for pair in cause.pairs]
                continue
            if cause.kind == "FROM" and cause.image is not None:
                self.images.append(cause.image.text)
                continue
            if cause.copies_whole_context is True:
                self.everything = True
            sources = context_sources(cause)
            self.paths += [source for source in sources if isinstance(source, str)]
            self.everything = self.everything or "/" in sources
            self.images += [each.text for each in (cause.image, *(mount.image for mount in cause.mounts)) if each is not None]
            self.remote = self.remote or (cause.kind == "ADD" and not sources)

    def brief(self, shown: Shown) -> str:
        """In a few words of plain text; empty where only the image it starts from counts."""
        if self.everything:
            return "any file of the context changes"
        names = [shown.plain(name) for name in dict.fromkeys([*self.paths, *self.arguments])]
        if not names:
            return ""
        return f"{together(names, _MOST_SHOWN)} change{'s' if len(names) == 1 else ''}"

    def all(self, shown: Shown) -> list[str]:
        """Each as Markdown."""
        rows = []
        if self.everything:
            rows.append("any file of the build context changes")
        elif self.paths:
            rows.append(f"{_named(self.paths, shown)} of the build context changes")
        if self.arguments:
            rows.append(f"the build argument {_named(self.arguments, shown)} has another value")
        if self.images:
            rows.append(f"{_named(self.images, shown)} names another image")
        if self.remote:
            rows.append("what is fetched from elsewhere changes")
        return rows


def _named(names: list[str], shown: Shown) -> str:
    return together([shown.code(name) for name in dict.fromkeys(names)], 2 * _MOST_SHOWN)


def about_layer(step: Instruction, shown: Shown) -> str:
    """What is to be told of a layer; empty for what makes none."""
    number = layer_numbers(step.file).get(step.start)
    if number is None or step.onbuild:
        return ""
    rows = []
    left = leaves(step)
    if left:
        rows.append(f"leaves behind {together([shown.code(path) for path in left])}")
    elif step.kind == "RUN" and isinstance(step.residue, list):
        rows.append("leaves no index and no cache that is known of")
    reasons = Reasons(step).all(shown)
    rows += [f"runs again when {reason}" for reason in reasons] or ["runs again when its text, or a step before it, changes"]
    return f"**Layer {number}**\n\n{items(rows)}"


def brief(step: Instruction, shown: Shown) -> str:
    """The same in a line of plain text: ``layer 5 · leaves /root/.npm · rebuilt when any file of the context changes``."""
    parts = [f"layer {layer_numbers(step.file)[step.start]}"]
    left = leaves(step)
    if left:
        parts.append(f"leaves {together([shown.plain(path) for path in left], _MOST_SHOWN)}")
    reason = Reasons(step).brief(shown)
    if reason:
        parts.append(f"rebuilt when {reason}")
    return " · ".join(parts)
