"""The syntax of a file that not every release of the frontend knows."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.syntax.nodes import Flag

    Place = tuple[str, int, int]  # name, start, end

_start = attrgetter("start")
_GIT = "ADD of a Git repository"
_OPERATORS = {
    **dict.fromkeys(("-", "+", "?"), "${name-word}"),
    **dict.fromkeys(("#", "##", "%", "%%"), "${name#word}"),
    **dict.fromkeys(("/", "//"), "${name/old/new}"),
}


class Feature(Node):
    """A piece of syntax, where it is written."""

    sort = "feature"

    def __init__(self, instruction: Instruction, name: str, start: int, end: int) -> None:
        super().__init__(instruction, start, end)
        self.instruction = instruction
        self.name = name

    @fact
    def since(self) -> str:
        """The first release of the frontend that knows it."""
        from analyzer.facts.frontend import since

        return since(self.name)

    @fact
    def known(self) -> bool | Unknown:
        """The frontend that the file names knows it."""
        release = self.file.frontend_release
        return UNKNOWN if isinstance(release, Unknown) else release.knows(self.name)


def features(step: Instruction) -> list[Feature]:
    """All such syntax of an instruction; where one place needs several releases, each of them."""
    found = [Feature(step, *place) for place in _of_instruction(step)]
    variables = [one for one in step.variables if one.operator in _OPERATORS] if "${" in step.span_text else []
    found += [Feature(step, _OPERATORS[variable.operator], variable.start, variable.end) for variable in variables]
    return sorted(found, key=_start)


def _of_instruction(step: Instruction) -> Iterator[Place]:
    git = list(_git(step)) if step.kind == "ADD" else []
    yield from git
    for flag in step.syntax.flags:
        yield from _of_flag(step, flag, bool(git))
    for heredoc in step.syntax.heredocs:
        yield "a here-document", heredoc.start, heredoc.end
    if step.kind == "ARG" and len(step.syntax.pairs) > 1:
        yield "ARG with several names", step.start, step.end


def _of_flag(step: Instruction, flag: Flag, git: bool) -> Iterator[Place]:
    from analyzer.facts.frontend import FEATURES

    name = f"{step.kind} --{flag.name.text}"
    if name in FEATURES.table:
        yield name, flag.start, flag.end
    options = {option.key.text.lower() for option in flag.options or ()}
    if flag.name.text == "chmod" and flag.value is not None and not flag.value.text.isdigit() and "$" not in flag.value.text:
        yield "a symbolic --chmod", flag.start, flag.end
    if flag.name.text == "checksum" and git:
        yield "ADD --checksum of a Git repository", flag.start, flag.end
    if flag.name.text == "mount" and "env" in options:
        yield "RUN --mount with env", flag.start, flag.end
    if step.onbuild and (flag.name.text == "from" or (flag.name.text == "mount" and "from" in options)):
        yield "ONBUILD with --from or from=", flag.start, flag.end


def _git(step: Instruction) -> Iterator[Place]:
    """The Git repositories that ADD takes."""
    from analyzer.syntax.git_ref import GitRefError, parse_git_ref

    for word in step.sources:
        if isinstance(word.value, str):
            try:
                repository = parse_git_ref(word.value)
            except GitRefError:
                continue
            if repository is not None and not repository.looks_local:
                query = "?" in word.value.split("#", 1)[0]
                yield _GIT + (" with a query" if query else ""), word.start, word.end
