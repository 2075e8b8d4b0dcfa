"""What RUN, CMD, ENTRYPOINT and HEALTHCHECK run: a script for a shell, or a program with its arguments."""

from __future__ import annotations

from analyzer.facts.commands import Command
from analyzer.facts.node import fact
from analyzer.facts.shells import shebang, shell_of, stage_shell
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter, bisect_left
from analyzer.shell.commands import invocations
from analyzer.shell.parse import parse_script
from analyzer.source.extract import Extract, join
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.circumstances import Circumstances, Setters
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.settings import Exports
    from analyzer.facts.shells import Shell
    from analyzer.shell.invocation import Invocation
    from analyzer.shell.nodes import Compound, List, Script, SimpleCommand
    from analyzer.syntax.nodes import Heredoc, Word

_LINE = Lazy(r"[^\n]*\n|[^\n]+")
_script_start = attrgetter("simple.start")
_MOST_KEPT, _LONGEST_KEPT = 500, 4000  # scripts, characters of one
_kept: dict[str, tuple[Script, list[Invocation]]] = {}


def _read(text: str) -> tuple[Script, list[Invocation]]:
    """A script and what it runs. The files of one project often hold the same scripts; nobody changes what is read of them."""
    found = _kept.get(text)
    if found is None:
        script = parse_script(text)
        found = script, invocations(script)
        if len(text) <= _LONGEST_KEPT:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[text] = found
    return found


class Body:
    """A script with its place in the source. `shell` is None for a program that no shell starts.

    `fed` is the here-document that `shell` reads, and its lines, where that is not what `extract` holds.
    """

    def __init__(self, instruction: Instruction, shell: Shell | None, extract: Extract, *, is_program: bool = False) -> None:
        self.instruction = instruction
        self.shell = shell
        self.extract = extract
        self.is_program = is_program
        self.fed: tuple[Heredoc, Extract] | None = None
        self.readers: dict[List, SimpleCommand | Compound | None] = {}  # of the output of what stands last in a list's pipes

    @fact
    def script(self) -> Script | None:
        """The tree of the script; None where its language is not that of the shell grammar, and where BuildKit reads none."""
        if self.unread:
            return None
        if self.is_program or self.shell is None or self.shell.posix:
            return self._reading[0]
        return None

    @fact
    def _reading(self) -> tuple[Script, list[Invocation]]:
        return _read(self.extract.text)

    @property
    def unread(self) -> bool:
        """It has a line that BuildKit refuses as too long; megabytes that never run are not worth a look."""
        return self.instruction.syntax.too_long

    @property
    def parsed(self) -> bool:
        """The script was understood."""
        return self.script is not None and self.script.complete

    @fact
    def commands(self) -> list[Command] | Unknown:
        """The commands in order; none for a script of another language, unknown for one that could not be read."""
        if self.unread:
            return UNKNOWN
        if self.script is None:
            return []
        if not self.script.complete:
            return UNKNOWN
        commands = [Command(self.instruction, self, invocation) for invocation in self._reading[1]]
        commands.sort(key=_script_start)
        return commands

    @property
    def _known(self) -> list[Command]:
        return [] if isinstance(self.commands, Unknown) else self.commands

    @fact
    def circumstances(self) -> Circumstances:
        """What its commands run under."""
        from analyzer.facts.circumstances import Circumstances

        return Circumstances()

    @fact
    def pipefail_setters(self) -> Setters:
        """The commands that turn pipefail on or off."""
        from analyzer.facts.circumstances import Setters

        return Setters(self._known, self.circumstances)

    @fact
    def exports(self) -> Exports:
        """The variables that its commands export."""
        from analyzer.facts.settings import Exports

        return Exports(self._known)

    def forget(self) -> None:
        """Lets go of all facts of its commands, as `FileFacts.forget` tells."""
        commands = vars(self).get("commands", UNKNOWN)
        for command in () if isinstance(commands, Unknown) else commands:
            vars(command).clear()
        vars(self).clear()

    def first_within(self, start: int, end: int) -> Command | None:
        """The first command in a span of the script."""
        commands = self.commands
        if isinstance(commands, Unknown):
            return None
        at = bisect_left(commands, start, key=_script_start)
        return commands[at] if at < len(commands) and commands[at].simple.start < end else None


def instruction_body(instruction: Instruction) -> Body | None:
    """The body of an instruction; None where it has none (HEALTHCHECK NONE, a RUN without arguments)."""
    node = instruction.syntax
    words = node.arguments
    if instruction.kind == "HEALTHCHECK":
        words = words[1:] if words and words[0].text.upper() == "CMD" else []
    if not words:
        return None
    if node.json_form:
        return _program(instruction, words)
    heredocs = node.heredocs if instruction.kind == "RUN" else []
    if len(heredocs) == 1 and heredocs[0].start <= words[0].start and words[0].end <= heredocs[0].end:
        extract = _heredoc_lines(heredocs[0])
        windows = instruction.stage is not None and instruction.stage.windows  # there the script is never run as a file
        return Body(instruction, (None if windows else shebang(extract.text)) or _shell(instruction), extract)
    extract = _cut(words[0])
    if heredocs:
        text = instruction.file.source.text
        start, end = heredocs[0].body[0], heredocs[-1].terminator[1]
        extract = join([*_pieces(extract), ("\n", start, start), (text[start:end], start, end)])
    body = Body(instruction, _shell(instruction), extract)
    fed_shell = _fed_shell(body) if heredocs else None
    if fed_shell is not None:
        body.shell = fed_shell
        body.fed = heredocs[-1], _heredoc_lines(heredocs[-1])
    return body


def _fed_shell(body: Body) -> Shell | None:
    """The shell that reads the here-document where nothing else is run: ``RUN <<EOF bash -ex``."""
    commands, script = body.commands, body.script
    if script is None or isinstance(commands, Unknown) or not commands:
        return None
    first, root = commands[0], script.root
    alone = root is not None and len(root.pipelines) == len(root.pipelines[0].commands) == 1
    if not alone or first.invocation.script is None or first.invocation.option("-c") is not None:
        return None
    shell = shell_of([first.name or "", *first.args])
    return shell if shell is not None and shell.posix else None


def _shell(instruction: Instruction) -> Shell | None:
    stage = instruction.stage
    return stage_shell(stage, None if instruction.onbuild else instruction.tick) if stage is not None else None


def _program(instruction: Instruction, words: list[Word]) -> Body:
    """A JSON array: the script of ``sh -c``, or one command, written so that a shell reads the same words."""
    shell = shell_of([word.text for word in words])
    if shell is not None and shell.posix and shell.script is not None and shell.script < len(words):
        return Body(instruction, shell, _cut(words[shell.script]))
    pieces: list[tuple[str, int, int]] = []
    for word in words:
        # The quotes take the place of the JSON string's own, which lie just outside of the word.
        pieces.append((" '" if pieces else "'", word.start - 1, word.start))
        pieces += [(part.replace("'", "'\\''"), start, end) for part, start, end in _pieces(_cut(word)) if part]
        pieces.append(("'", word.end, word.end + 1))
    return Body(instruction, None, join(pieces), is_program=True)


def _heredoc_lines(heredoc: Heredoc) -> Extract:
    """The lines of a heredoc, without leading tabs for ``<<-``."""
    if not heredoc.strip_tabs:
        return Extract.slice(heredoc.content, heredoc.body[0])
    pieces, at = [], heredoc.body[0]
    for line in _LINE.findall(heredoc.content):
        tabs = len(line) - len(line.lstrip("\t"))
        pieces.append((line[tabs:], at + tabs, at + len(line)))
        at += len(line)
    return join(pieces)


def _cut(word: Word) -> Extract:
    return word.extract.cut(word.at, word.at + len(word.text))


def _pieces(extract: Extract) -> list[tuple[str, int, int]]:
    """The pieces an extract is made of, as `join` takes them."""
    stops = [*extract.starts[1:], len(extract.text)]
    texts = [extract.text[start:stop] for start, stop in zip(extract.starts, stops, strict=True)]
    return list(zip(texts, extract.origins, extract.ends, strict=True))
