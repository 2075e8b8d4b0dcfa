"""Why a build or a push failed, as far as its log tells: an entry of the recovery table, or none.

The same log always gives the same answer. What the failing step printed is looked at, and what the builder says of it; not what
other steps printed. Of the entries that are found, the one of the highest rank is the cause, the last line among equals. Lines
that call themselves warnings count only where the table says so. A text that no entry fits is `unknown`; there is no guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.runtime.failure import Failure
from analyzer.runtime.recovery.place import place
from analyzer.runtime.recovery.table import PHASES, builtin_table
from analyzer.runtime.recovery.transcript import read_log
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from analyzer.runtime.recovery.table import Entry, Pattern, Table
    from analyzer.runtime.recovery.transcript import Transcript
    from analyzer.syntax.nodes import Document

REACH = 120
"""How many of the last lines of a step can tell its cause: what came long before did not stop it."""
QUOTED = 5
_SHOWN = 400  # characters of a line of evidence
_STAGES = {
    "context": tuple(phase for phase in PHASES if phase != "push"),
    "build": tuple(phase for phase in PHASES if phase != "push"),
    "push": ("daemon", "resolve", "push"),
}
_SOFT = Lazy(
    r"(?i)\W*(?:warn(?:ing)?\b|w: |note:|info\b|debug\b|notice\b|hint\b|npm (?:warn|notice|info|http)\b|(?:ok|pass(?:ed)?)\b)"
    r"|.*(?:\(ignored\)|\.\.\. ?(?:ok|passed|skipped))$"
)
_ECHO = Lazy(r"\+{1,9} |> |\$ ")
_WRAPPED = (
    ('process "', '" did not complete'),
    ("The command '", "' returned a non-zero code"),
    ("executor failed running [", "]: exit code"),
    ('building at STEP "', '": '),
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    shown: str
    speakers: tuple[str, ...]
    soft: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    entry: Entry
    pattern: Pattern
    at: int
    soft: bool


def classify(
    log: str, *, document: Document | None = None, stage: str = "build", driver: str = "", table: Table | None = None
) -> Failure:
    """What the log of a failed operation means.

    `document` is the Dockerfile it was built of: its instruction is told where the log leads to one, with a patch where a rule
    has a fix for it. `stage` is that of the operation, `driver` the one that was used. `evidence` and `message` quote the log:
    secrets are taken out of them by who shows them.
    """
    transcript = read_log(log)
    lines = _lines(transcript)
    phases = _STAGES.get(stage, tuple(PHASES))
    hits = _hits(table or builtin_table(), lines, phases, driver)
    line = place(transcript, document)
    best = _best(hits, alone=not transcript.structured)
    if best is None:
        return _unknown(transcript, stage, line)
    entry = best.entry
    patch = None
    if document is not None and line is not None and entry.fix:
        from analyzer.runtime.recovery.remedy import patch_for

        patch = patch_for(document, line, entry.fix)
    evidence = _evidence(best, hits, lines, transcript)
    return Failure(
        entry.id, entry.category, stage, entry.cause,
        retryable=entry.retryable, evidence=evidence, remedies=entry.remedies, line=line, patch=patch,
    )  # fmt: skip


def _lines(transcript: Transcript) -> list[_Line]:
    """What is looked at: what the step printed last, then what the builder says."""
    printed = transcript.step.output[-REACH:] if transcript.step is not None else []
    found = [_line(text, ("step",)) for text in printed if not _ECHO.match(text)]
    both = ("builder",) if transcript.structured else ("builder", "step")
    return found + [_line(text, both) for text in transcript.said[-REACH:]]


def _line(text: str, speakers: tuple[str, ...]) -> _Line:
    searched = _without_command(text) if "builder" in speakers else text
    return _Line(searched, text, speakers, _SOFT.match(text) is not None)


def _without_command(text: str) -> str:
    """A builder's line without the command it quotes, whose words are not the builder's."""
    for before, after in _WRAPPED:
        start = text.find(before)
        end = text.rfind(after)
        if 0 <= start < end:
            return text[: start + len(before)] + text[end:]
    return text


def _hits(table: Table, lines: list[_Line], phases: tuple[str, ...], driver: str) -> list[_Hit]:
    folded = [line.text.lower() for line in lines]
    whole = "\n".join(folded)
    found = []
    for entry, pattern in table.pairs:
        if pattern.literal not in whole or not any(phase in phases for phase in entry.phases):
            continue
        if driver and entry.applies_to and driver not in entry.applies_to:
            continue
        for at, line in enumerate(lines):
            if pattern.literal in folded[at] and set(pattern.said_by) & set(line.speakers) and pattern.found(line.text):
                found.append(_Hit(entry, pattern, at, line.soft))
    return found


def _best(hits: list[_Hit], *, alone: bool) -> _Hit | None:
    """The cause; in a text without steps a warning can be it, if there is nothing else."""
    counting = [hit for hit in hits if (not hit.soft or hit.pattern.in_notes) and not hit.pattern.leads_to]
    causes = [hit for hit in counting if not hit.entry.wrapper]
    best = max(causes or counting, key=_weight, default=None)
    if best is None:
        return max(hits, key=_weight, default=None) if alone else None
    deeper = [hit for hit in hits if best.entry.id in hit.pattern.leads_to and hit.at < best.at]
    return max(deeper, key=_weight, default=best)


def _weight(hit: _Hit) -> tuple[int, int]:
    return hit.pattern.rank, hit.at


def _evidence(best: _Hit, hits: list[_Hit], lines: list[_Line], transcript: Transcript) -> tuple[str, ...]:
    """The lines that were found; of a wrapper, what came before it too."""
    if best.entry.wrapper:
        return _last(transcript)
    places = sorted({hit.at for hit in hits if hit.entry is best.entry})[-QUOTED:]
    shown = [lines[at].shown.strip()[:_SHOWN] for at in places]
    return tuple(dict.fromkeys(shown))


def _last(transcript: Transcript) -> tuple[str, ...]:
    printed = [text for text in (transcript.step.output if transcript.step else []) if text.strip()]
    shown = [text.strip()[:_SHOWN] for text in (*printed[-QUOTED:], *transcript.said[-2:])]
    return tuple(dict.fromkeys(shown))


def _unknown(transcript: Transcript, stage: str, line: int | None) -> Failure:
    said = transcript.said[-1].strip() if transcript.said else ""
    message = said.removeprefix("ERROR: ")[:_SHOWN] or "it failed, and the log does not tell why"
    return Failure("unknown", "unknown", stage, message, evidence=_last(transcript), line=line)
