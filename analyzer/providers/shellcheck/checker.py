"""ShellCheck as `analyzer.lint` asks for it: the remarks on the scripts of a file."""

from __future__ import annotations

from analyzer.lint.remark import Remark, RemarkError
from analyzer.providers.shellcheck.batch import CACHE, Batch
from analyzer.providers.shellcheck.codes import reported_once
from analyzer.providers.shellcheck.errors import ScriptError
from analyzer.providers.shellcheck.program import find_program
from analyzer.providers.shellcheck.scripts import scripts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.jsoncache import JsonCache
    from analyzer.providers.shellcheck.comment import Comment
    from analyzer.providers.shellcheck.program import Program
    from analyzer.providers.shellcheck.scripts import Script


class ShellCheck:
    """ShellCheck for the files of a run. Raises ShellCheckMissingError where it is not installed."""

    __slots__ = ("_batch",)

    def __init__(self, program: Program | None = None, cache: JsonCache | None = CACHE) -> None:
        self._batch = Batch(program or find_program(), cache)

    def begin(self, root: FileFacts, refused: frozenset[int] = frozenset()) -> FileScripts:
        """Takes the scripts of a file in. The more files before the first is asked for its remarks, the fewer processes.

        Directives of ShellCheck on the lines `refused` are not heeded.
        """
        return FileScripts(self._batch, root, refused)

    def close(self) -> None:
        """Ends what still runs, and keeps the answers."""
        self._batch.close()


class FileScripts:
    """The scripts of one file, given to ShellCheck."""

    __slots__ = ("_batch", "_line", "_scripts")

    def __init__(self, batch: Batch, root: FileFacts, refused: frozenset[int]) -> None:
        self._batch = batch
        self._scripts = [(script, batch.add(script.text)) for script in scripts_of(root, refused)]
        self._line = root.source.line

    def remarks(self) -> list[Remark]:
        """What ShellCheck says of them. Raises RemarkError."""
        found: list[Remark] = []
        for script, key in self._scripts:
            try:
                comments = self._batch.answer(key)
            except ScriptError as error:
                raise RemarkError(f"{error} on the script at line {self._line(script.start)}") from None
            found += _remarks(script, comments)
        return found


def _remarks(script: Script, comments: list[Comment]) -> list[Remark]:
    found, once, told = [], reported_once(), set()
    for line, column, end_line, end_column, code, level, message in comments:
        span = script.span((line, column), (end_line, end_column))
        if span is None or (code in once and code in told):
            continue
        told.add(code)
        found.append(Remark(f"SC{code}", level, message, *span))
    return found
