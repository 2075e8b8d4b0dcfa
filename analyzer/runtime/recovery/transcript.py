"""The log of a build, taken apart: which step failed, what that step printed, and what the builder says of it.

Read are the plain text of buildx (``#5 0.1 text``), its JSON, the lines that `analyzer.runtime.engine` writes down, those of
the classic builder (``Step 2/5 : RUN x``) and of podman. A text of another form has no steps: it counts as the builder's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2_000  # characters of a line that are looked at
MOST = 3_000_000  # characters of a log, from its end

_STEERING = Lazy(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_NUMBERED = Lazy(r"#(\d+) (.*)")
_PREFIX = Lazy(r"#\d+ (?:\d+\.\d+ )?")
_TIME = Lazy(r"\d+\.\d+ ")
_NAME = Lazy(r"\[(?:internal|auth|resolver|linux/[^\]]*|[^\]]*\d+/\d+)\] ?\S")
_CLASSIC = Lazy(r"Step (\d+)/(\d+) : (.*)")
_PODMAN = Lazy(r"(?:\[(\d+)/\d+\] )?STEP (\d+)/(\d+): (.*)")
_EXCERPT = Lazy(r"(\S*[^\s:]):(\d+)")
_MARKED = Lazy(r" *(\d+) \| >>> ")
_RULE = Lazy(r"-{10,}")
_IDLE = ("CACHED", "CANCELED", "...")
_CHATTER = (" ---> ", "Removing intermediate container", "Sending build context", "DEPRECATED: The legacy builder")


@dataclass(slots=True)
class Step:
    """A step that failed. `name` is BuildKit's (``[build 2/3] RUN make``), or the instruction as other builders show it.

    `number` counts from 1 the instructions of the file, or with `stage` (from 1) those of a stage; 0 for BuildKit's.
    """

    name: str
    number: int = 0
    stage: int = 0
    output: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    """`said` is what the builder says at the end, `marked` the first line of the file that it marks, from 1.

    `structured` tells that steps could be told apart, so that what is not `said` was printed by one of them.
    """

    step: Step | None = None
    said: list[str] = field(default_factory=list)
    marked: int | None = None
    structured: bool = False


def read_log(log: str) -> Transcript:
    """Takes a log apart."""
    text = log[-MOST:]
    if '"vertexes"' in text or '"logs"' in text:
        found = _events(text)
        if found is not None:
            return found
    lines = clean(text)
    if any(_CLASSIC.match(line) for line in lines):
        return _steps(lines, classic=True)
    if any(_PODMAN.match(line) for line in lines):
        return _steps(lines, classic=False)
    return _buildkit(lines)


def clean(text: str) -> list[str]:
    """The lines, joined of their pieces, without what steers a terminal. A lone carriage return ends a line as well."""
    if "\x1b" in text or not text.isprintable():
        text = _STEERING.sub("", text.replace("\r\n", "\n"))
    return [line[:LONGEST].rstrip() for whole in text.split("\n") for line in (_drawn(whole) if "\r" in whole else (whole,))]


def _drawn(line: str) -> Iterator[str]:
    """What a program has drawn over each other; buildx marks but the first of it as a vertex's."""
    first, *others = line.split("\r")
    found = _PREFIX.match(first)
    prefix = found[0] if found else ""
    yield first
    for other in others:
        yield prefix + other


# --- BuildKit


@dataclass(slots=True)
class _Vertex:
    name: str
    output: list[str] = field(default_factory=list)
    error: str = ""


class _Work:
    """The vertices of a build, by whatever tells them apart."""

    def __init__(self) -> None:
        self.vertices: dict[str, _Vertex] = {}

    def failed(self, said: list[str], named: str) -> _Vertex | None:
        """The vertex that ended the build: the one named in the summary, whose error is the builder's, or the only one."""
        bad = [vertex for vertex in self.vertices.values() if vertex.error and not _cancelled(vertex.error)]
        for vertex in bad:
            if named and _same_name(vertex.name, named):
                return vertex
        end = said[-1] if said else ""
        for vertex in bad:
            if vertex.error in end:
                return vertex
        return bad[0] if len(bad) == 1 else None


def _cancelled(error: str) -> bool:
    return error.endswith(("context canceled", "CANCELED")) or error == "canceled"


def _same_name(name: str, shown: str) -> bool:
    return name == shown or (shown.endswith("...") and name.startswith(shown[:-3]))


def _buildkit(lines: list[str]) -> Transcript:
    """The plain text of buildx, or what the drivers write down."""
    work, rest, summary = _Work(), _Rest(), _Summary()
    named: list[str] = []
    for line in summary.without(iter(lines)):
        numbered = _NUMBERED.fullmatch(line)
        if numbered:
            _told(work, numbered[1], numbered[2])
        elif _NAME.match(line):
            named.append(line)
            rest.start(line)
        elif not line.startswith("CACHED ["):
            rest.line(line)
    if work.vertices:
        said = [line for line in rest.all if line.strip()]
        vertex = work.failed(said, summary.name)
    elif named:
        vertex, said = rest.failed()
    else:
        vertex, said = None, [line for line in rest.all if line.strip()]
    if vertex is None and summary.name:
        vertex = _Vertex(summary.name)
    step = None
    if vertex is not None:
        step = Step(vertex.name, output=vertex.output or summary.output)
        said = [*([vertex.error] if vertex.error and not any(vertex.error in line for line in said) else []), *said]
    return Transcript(step, said, summary.marked, bool(work.vertices or named or summary.name))


def _told(work: _Work, number: str, text: str) -> None:
    """A line that belongs to a vertex: its name first, then what it prints, its error."""
    vertex = work.vertices.get(number)
    if vertex is None:
        work.vertices[number] = _Vertex(text)
    elif text.startswith("ERROR: "):
        vertex.error = text.removeprefix("ERROR: ")
    elif text not in _IDLE and not text.startswith("DONE "):
        vertex.output.append(_untimed(text))


def _untimed(line: str) -> str:
    found = _TIME.match(line)
    return line[found.end() :] if found else line


class _Rest:
    """Lines that no number assigns to a vertex: those of a text without steps, or of one where names stand alone."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._starts: dict[str, int] = {}

    def start(self, name: str) -> None:
        self._starts.setdefault(name, len(self.all))

    def line(self, line: str) -> None:
        self.all.append(line)

    def failed(self) -> tuple[_Vertex | None, list[str]]:
        """The vertex for which there is an ``ERROR: NAME: ...``, and what the builder says."""
        for at, line in enumerate(self.all):
            if line.startswith("ERROR: ["):
                for name, start in self._starts.items():
                    error = line.removeprefix(f"ERROR: {name}: ")
                    if error != line and not _cancelled(error):
                        return _Vertex(name, self.all[start:at], error), [text for text in self.all[at + 1 :] if text.strip()]
        ends = [at for at, line in enumerate(self.all) if line.startswith(("ERROR: failed to ", "failed to solve"))]
        last = [at for at, line in enumerate(self.all) if line.strip()][-1:]
        return None, self.all[min(ends + last) :] if ends or last else []


class _Summary:
    """What buildx prints when all is over: the step that failed with its last lines, and the place in the file."""

    def __init__(self) -> None:
        self.name = ""
        self.output: list[str] = []
        self.marked: int | None = None

    def without(self, lines: Iterator[str]) -> Iterator[str]:
        """The other lines."""
        for line in lines:
            if line == "------":
                yield from self._block(lines)
            elif _EXCERPT.fullmatch(line):
                yield from self._place(line, lines)
            else:
                yield line

    def _block(self, lines: Iterator[str]) -> Iterator[str]:
        head = next(lines, "")
        if not head.startswith(" > "):
            yield head
            return
        self.name, self.output = head.removeprefix(" > ").removesuffix(":"), []
        for line in lines:
            if line == "------":
                return
            self.output.append(_untimed(line))

    def _place(self, head: str, lines: Iterator[str]) -> Iterator[str]:
        rule = next(lines, "")
        if not _RULE.fullmatch(rule):
            yield head
            yield rule
            return
        for line in lines:
            if _RULE.fullmatch(line):
                return
            marked = _MARKED.match(line)
            if marked and self.marked is None:
                self.marked = int(marked[1])


def _events(text: str) -> Transcript | None:
    """The JSON of buildx, and the lines around it; None where there is none."""
    from analyzer.runtime.engine.rawjson import read

    work, others, seen = _Work(), [], False
    for item in read(text.split("\n")):
        if isinstance(item, str):
            others.append(item)
            continue
        seen = True
        for vertex in item.vertices:
            known = work.vertices.setdefault(vertex.digest, _Vertex(vertex.name))
            known.error = vertex.error or known.error
        for printed in item.printed:
            known = work.vertices.setdefault(printed.vertex, _Vertex(""))
            known.output.append(printed.data.decode("utf-8", "replace"))
    if not seen:
        return None
    end = _buildkit(clean("\n".join(others)))
    failed = work.failed(end.said, end.step.name if end.step else "")
    if failed is None:
        return Transcript(end.step, end.said, end.marked, True)
    step = Step(failed.name, output=clean("".join(failed.output)))
    return Transcript(step, [failed.error, *end.said], end.marked, True)


# --- the classic builder, and podman


def _steps(lines: list[str], *, classic: bool) -> Transcript:
    """A build whose steps come one after the other: the last one that began is the one that failed."""
    step: Step | None = None
    for line in lines:
        found = (_CLASSIC if classic else _PODMAN).match(line)
        if found and classic:
            step = Step(found[3], int(found[1]))
        elif found:
            step = Step(found[4], int(found[2]), int(found[1] or 1))
        elif step is not None and line.strip() and not line.startswith(_CHATTER):
            step.output.append(line)
    assert step is not None
    if any(line.startswith(("Successfully built ", "Successfully tagged ")) for line in step.output[-2:]):
        return Transcript(None, [], None, True)
    said = step.output[-1:]
    step.output = step.output[:-1] if step.name[:4].upper() == "RUN " else []
    return Transcript(step, said, None, True)
