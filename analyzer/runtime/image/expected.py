"""What builders write into an image's history for an instruction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.runtime.image.entries import bare

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.stages import Stage
    from analyzer.runtime.image.entries import Made
    from analyzer.syntax.nodes import Heredoc

_LONGEST_CHAIN = 1_000
_FLAGS = re.compile(r"\s*(?:--[a-z]+(?:=\S+)? +)*")
_ALONE = re.compile(r"[0-9]*<<-?\s*['\"]?[^\s'\"]+['\"]?")
_SHELL_ENDS = ("-c", "/c", "/C", "-command", "-Command")
_COPYING = frozenset(("ADD", "COPY"))


@dataclass(frozen=True, slots=True)
class Expected:
    """An instruction, as an entry of its kind names it without white space.

    `texts` stand there one after the other, with something unknown between them; what is known of RUN stands at the end. Where
    there are none, nothing is known. `target` is what COPY and ADD copy to, None where that is not known. `certain` tells that
    nothing is unknown.
    """

    kind: str
    line: int
    texts: tuple[str, ...] = ()
    target: str | None = None
    certain: bool = False

    def agrees(self, made: Made) -> bool:
        """The entry may be that of the instruction."""
        if made.kind != self.kind:
            return False
        if not self.texts:
            return True
        if self.kind == "RUN":
            before = made.bare.removesuffix(self.texts[0])
            return made.bare.endswith(self.texts[0]) and (not before or before[0] == "|" or before.endswith(_SHELL_ENDS))
        if made.copied:
            return self.target is None or made.bare == self.target
        found = _FLAGS.match(made.text) if self.kind in _COPYING else None
        return fits(self.texts, bare(made.text[found.end() :]) if found else made.bare)


def fits(texts: tuple[str, ...], text: str) -> bool:
    """A text is made of these, in order, with anything between one and the next."""
    if len(texts) == 1:
        return text == texts[0]
    first, last = texts[0], texts[-1]
    if not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in texts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def expected(stage: Stage) -> list[Expected]:
    """The instructions that made a stage, in order: those of the stages of the file it starts from before its own."""
    lineage: list[Stage] = []
    for above in stage.lineage():
        lineage.append(above)
        if len(lineage) >= _LONGEST_CHAIN:
            break
    return [_of(step, tick) for part in reversed(lineage) for tick, step in part.steps if step.kind != "FROM"]


def _of(step: Instruction, tick: int) -> Expected:
    line = step.syntax.line
    if step.kind == "RUN":
        return Expected("RUN", line, (bare(_script(step)),), certain=True)
    if step.kind in _COPYING:
        return _copy(step, tick, line)
    if step.kind in {"ENV", "LABEL", "ARG"}:
        # The values are not looked at: build arguments and base images change them.
        keys = [_value(step, pair.key.text, tick if step.kind != "ARG" else -1) for pair in step.syntax.pairs]
        return Expected(step.kind, line, (*(key for key in keys if key is not None), "") if None not in keys[:1] else ())
    return Expected(step.kind, line)


def _value(step: Instruction, text: str, tick: int) -> str | None:
    """A word without its white space; None where it is not known. Without a tick it is not expanded."""
    if tick < 0 or step.stage is None:
        return bare(text)
    value = step.stage.environment.expand(text, tick)
    return None if isinstance(value, Unknown) else bare(value)


def _copy(step: Instruction, tick: int, line: int) -> Expected:
    texts = [""]
    values = [_value(step, word.text, tick) for word in step.syntax.arguments]
    for value in values:
        if value is None:
            texts.append("")
        else:
            texts[-1] += value
    return Expected(step.kind, line, tuple(texts), values[-1] if values else None, None not in values)


def _script(step: Instruction) -> str:
    """What is run, as BuildKit writes it (dispatchRun): of a here-document that is a script of its own, the script alone.

    One that names its interpreter is run as a file.
    """
    if step.json_form:
        return " ".join(step.args)
    heredocs = step.syntax.heredocs
    texts = [_content(heredoc) for heredoc in heredocs]
    if len(heredocs) == 1 and _ALONE.fullmatch(step.rest.strip()):
        return f"/dev/pipes/{heredocs[0].name}" if texts[0].startswith("#!") else texts[0]
    return step.rest + "".join(f"\n{text}{heredoc.name}" for text, heredoc in zip(texts, heredocs, strict=True))


def _content(heredoc: Heredoc) -> str:
    lines = heredoc.content.splitlines(keepends=True)
    return "".join(line.lstrip("\t") for line in lines) if heredoc.strip_tabs else heredoc.content
