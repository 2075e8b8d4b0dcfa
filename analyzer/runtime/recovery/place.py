"""Which instruction of the Dockerfile failed, by what the log tells of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.runtime.recovery.transcript import Step, Transcript
    from analyzer.syntax.nodes import Document, Instruction

_PARSE_ERROR = Lazy(r"(?i).*parse error (?:on )?line (\d+): ")
_VERTEX = Lazy(r"\[([^\]]*?) *(\d+)/(\d+)\] (.+)")
_UNNAMED = Lazy(r"stage-(\d+)")
_METADATA = "[internal] load metadata for "
_NUMBERED = ("ADD", "COPY", "RUN", "WORKDIR")


def place(transcript: Transcript, document: Document | None) -> int | None:
    """The first line, from 1, of the instruction that failed; None where the log does not tell, or tells of several."""
    if (line := _named_line(transcript)) is not None:
        if document is None:
            return line
        return next((each.line for each in document.instructions if each.line <= line <= each.last_line), None)
    if document is None:
        return None
    if (found := _refused(transcript, document)) is not None:
        return found
    step = transcript.step
    if step is None:
        return None
    instruction = _by_number(step, document) if step.number else place_of_vertex(step.name, document)
    return instruction.line if instruction is not None else None


def _named_line(transcript: Transcript) -> int | None:
    """The line that the builder names."""
    for text in transcript.said:
        if found := _PARSE_ERROR.match(text):
            return int(found[1])
    return transcript.marked


def _refused(transcript: Transcript, document: Document) -> int | None:
    """The line of the one mistake in the file that the builder tells in our words, which are its own."""
    told = [issue for issue in document.issues if any(issue.message in text for text in transcript.said)]
    lines = {each.line for each in document.instructions for issue in told if each.start <= issue.start < each.end}
    return lines.pop() if len(lines) == 1 else None


def _by_number(step: Step, document: Document) -> Instruction | None:
    """The instruction of a builder that counts them all, if it is of the same kind."""
    if step.stage > 1 or (step.stage and len(_stages(document)) > 1):
        stages = _stages(document)
        if step.stage > len(stages):
            return None
        counted = stages[step.stage - 1]
    else:
        counted = document.instructions
    if step.number > len(counted):
        return None
    found = counted[step.number - 1]
    return found if step.name.split(" ")[0].upper() == found.kind else None


def place_of_vertex(name: str, document: Document) -> Instruction | None:
    """The instruction of a vertex of BuildKit, such as ``[build 2/3] RUN make`` (dockerfile2llb/convert.go, prefixCommand)."""
    if name.startswith(_METADATA):
        return _base(name.removeprefix(_METADATA), document)
    found = _VERTEX.fullmatch(name)
    if not found:
        return None
    stage = _stage_of(found[1].split(), document)
    if stage is None:
        return None
    counted = [each for each in stage if each.kind in _NUMBERED]
    if not _from_stage(stage[0], document):
        counted.insert(0, stage[0])
    number, total, text = int(found[2]), int(found[3]), found[4]
    if total == len(counted) and 0 < number <= total:
        each = counted[number - 1]
        return each if text.split(" ")[0].upper() == each.kind else None
    same = [each for each in stage if _words(each) == text.split()]
    return same[0] if len(same) == 1 else None


def _words(instruction: Instruction) -> list[str]:
    return instruction.logical.text.split()


def _stages(document: Document) -> list[list[Instruction]]:
    """The instructions of each stage, its FROM first."""
    stages: list[list[Instruction]] = []
    for instruction in document.instructions:
        if instruction.kind == "FROM":
            stages.append([instruction])
        elif stages:
            stages[-1].append(instruction)
    return stages


def _alias(stage: list[Instruction]) -> str:
    arguments = stage[0].arguments
    return arguments[2].text.lower() if len(arguments) == 3 else ""


def _from_stage(instruction: Instruction, document: Document) -> bool:
    """A FROM that has no step of its own: of a stage of the file, or of nothing."""
    if not instruction.arguments:
        return False
    image = instruction.arguments[0].text
    earlier = {_alias(stage) for stage in _stages(document) if stage[0].line < instruction.line}
    return image == "scratch" or image.lower() in earlier - {""}


def _stage_of(words: list[str], document: Document) -> list[Instruction] | None:
    """The stage of a vertex; `words` are its platform and the stage's name, either of which may be missing."""
    stages = _stages(document)
    names = [word.lower() for word in words if "/" not in word]
    if not names:
        return stages[0] if len(stages) == 1 else None
    named = [stage for stage in stages if _alias(stage) == names[-1]]
    if named:
        return named[0] if len(named) == 1 else None
    unnamed = _UNNAMED.fullmatch(names[-1])
    if unnamed and int(unnamed[1]) < len(stages) and not _alias(stages[int(unnamed[1])]):
        return stages[int(unnamed[1])]
    return None


def _base(reference: str, document: Document) -> Instruction | None:
    """The only FROM of an image."""
    short = reference.rpartition("/library/")[2]
    found = []
    for stage in _stages(document):
        image = stage[0].arguments[0].text if stage[0].arguments else ""
        full = {image, f"{image}:latest"}
        if image and (full & {reference, short} or reference.endswith(tuple(f"/{each}" for each in full))):
            found.append(stage[0])
    return found[0] if len(found) == 1 else None
