"""Comments that silence findings: which of them a file holds, and what each covers.

``# buildsecbot: ignore=RULE``, hadolint's ``# hadolint ignore=CODE``, ShellCheck's ``# shellcheck disable=CODE`` and BuildKit's
``# check=skip=NAME``. A comment speaks of
the next instruction (of the one it stands in, between continued lines), of the stage of that instruction, or of the file. A
finding belongs to the instruction it starts in; what stands above an instruction, up to the one before, belongs to it too. A
finding about the whole file belongs to no instruction and no stage.
"""

from __future__ import annotations

from analyzer.native import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.syntax.nodes import Document

INSTRUCTION, STAGE, FILE = "instruction", "stage", "file"


class Suppression:
    """One rule that a comment names.

    `tool` says whose comment it is: buildsecbot, hadolint, shellcheck or buildkit. `scope` is instruction, stage or file.
    `rules` are the ids that `name` stands for. `code` is the name where it has the form of a code of hadolint or
    ShellCheck, else empty: a finding may have it though no rule here does. `reason` is empty where none is given. `start`
    and `end` are the source offsets of the name; both are -1 where a build argument silences it. `problem` tells why the
    name is wrong and `meant` which name is nearly the same, `without_effect` why it silences nothing where it stands; they
    are empty in the normal case. `used` tells that it covers a finding.
    """

    __slots__ = (
        "code",
        "end",
        "meant",
        "name",
        "problem",
        "reason",
        "refused",
        "rules",
        "scope",
        "start",
        "tool",
        "used",
        "within",
        "without_effect",
    )

    def __init__(self, tool: str, scope: str, name: str, start: int, end: int) -> None:
        self.tool = tool
        self.scope = scope
        self.name = name
        self.start = start
        self.end = end
        self.rules: frozenset[str] = frozenset()
        self.code = ""
        self.reason = ""
        self.problem = ""
        self.meant = ""
        self.without_effect = ""
        self.refused = False
        self.used = False
        self.within = 0  # the number of the instruction or stage it covers

    def __repr__(self) -> str:
        return f"<{self.tool} {self.scope} {self.name}>"


class Places:
    """Which instruction and which stage a place of a document belongs to, by their numbers from 0.

    What stands behind the last instruction has a number of its own; what stands before the first FROM belongs to the first
    stage.
    """

    __slots__ = ("_ends", "_stages", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self._ends: list[int] = []
        self._stages: list[int] = []
        stage = -1
        for instruction in document.instructions:
            stage += instruction.kind == "FROM"
            self._ends.append(max(instruction.end, instruction.outer_end))
            self._stages.append(max(0, stage))
        self._stages.append(max(0, stage))

    def instruction(self, offset: int) -> int:
        """The instruction an offset lies in, or else the next one."""
        return bisect_right(self._ends, offset)

    def stage(self, instruction: int) -> int:
        """The stage of an instruction."""
        return self._stages[instruction]

    def spans_more(self, start: int, end: int) -> bool:
        """Something that begins above an instruction reaches over more than it: it is about the file."""
        number = self.instruction(start)
        if number == len(self._ends):
            return False
        return start < self.document.instructions[number].start and end > self._ends[number]


class Suppressions:
    """All suppressions of a file, in its order. `raised` tells that ``error=true`` makes BuildKit's findings errors.

    Of BuildKit's experimental checks, by the ids of our rules, `asked` are those that the file asks for, `experimental` the
    rest.
    """

    __slots__ = ("_by_place", "_places", "asked", "experimental", "listed", "raised")

    def __init__(self, document: Document) -> None:
        self._places = Places(document)
        self._by_place: dict[tuple[str, int, str], list[Suppression]] = {}
        self.listed: list[Suppression] = []
        self.raised = False
        self.experimental: frozenset[str] = frozenset()
        self.asked: frozenset[str] = frozenset()

    @property
    def places(self) -> Places:
        """What its numbers stand for."""
        return self._places

    def add(self, suppression: Suppression) -> None:
        """Takes one in, as far as it has an effect."""
        self.listed.append(suppression)
        if suppression.problem or suppression.without_effect:
            return
        scope = suppression.scope
        number = 0 if scope == FILE else suppression.within
        for name in suppression.rules | {suppression.code or suppression.name}:
            self._by_place.setdefault((scope, number, name), []).append(suppression)

    def of(self, finding: Finding) -> list[Suppression]:
        """Those that cover a finding, the nearest first."""
        span = finding.span
        return self._at(span.start.offset, span.end.offset, _names(finding))

    def at(self, start: int, end: int) -> list[Suppression]:
        """Those that cover a place of the source, whatever they silence there; the nearest first."""
        return self._at(start, end, {name for _, _, name in self._by_place})

    def names_at(self, start: int, end: int) -> set[str]:
        """The rules, and the codes of other tools, that are silenced at a place."""
        found: set[str] = set()
        for suppression in self.at(start, end):
            found |= suppression.rules or {suppression.code}
        return found

    def _at(self, start: int, end: int, names: set[str]) -> list[Suppression]:
        keys: list[tuple[str, int]] = []
        if not self._places.spans_more(start, end):
            number = self._places.instruction(start)
            keys = [(INSTRUCTION, number), (STAGE, self._places.stage(number))]
        found: dict[Suppression, None] = {}
        for scope, number in [*keys, (FILE, 0)]:
            for name in sorted(names):
                found.update(dict.fromkeys(self._by_place.get((scope, number, name), ())))
        return list(found)


def _names(finding: Finding) -> set[str]:
    """Its rule, the names without their tools under which others know it, and ``shellcheck`` where that made it."""
    return {
        finding.rule,
        finding.rule.partition("/")[0],
        *(name.rpartition("/")[2] for name in (finding.rule, *finding.aliases)),
    }
