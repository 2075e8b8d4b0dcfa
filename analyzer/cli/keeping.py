"""Keeping a run, so that the same one need not be done again (analyzer.cli.kept_run)."""

from __future__ import annotations

from analyzer.cli.kept_run import LARGEST, RUNS, KeptRun, digest_of, found_in, key_of
from analyzer.cli.main import MANY, may_be_many
from analyzer.config.observed import ObservedFiles
from analyzer.lint.discovery import STDIN
from analyzer.source.text import ENCODING, ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.cli.options import Arguments
    from analyzer.config.policies import Policies
    from analyzer.lint.discovery import Target
    from analyzer.lint.run import FileResult

# Options with which a run depends on nothing but the files it judges and their configurations, and only writes reports.
_PLAIN = frozenset(
    {
        *("format", "select", "extend-select", "ignore", "profile", "fail-on", "build-arg", "target", "config"),
        *("jobs", "no-progress", "isolated"),
    }
)
_OPENED_ELSEWHERE = ("/dev/", "/proc/")


class Keeper:
    """A run while it is done. `files` is where its configurations are read."""

    __slots__ = ("_found", "_operands", "_words", "files")

    def __init__(self, words: list[str], operands: list[str]) -> None:
        self._words = words
        self._operands = operands
        self._found = ""
        self.files = ObservedFiles()

    @classmethod
    def of(cls, words: list[str], arguments: Arguments) -> Keeper | None:
        """What keeps a run; None for one that depends on too much, or is not worth it."""
        operands = arguments.operands
        if not _PLAIN.issuperset(arguments.values) or STDIN in operands or not may_be_many(operands):
            return None
        return cls(words, operands or ["."])

    def searched(self, targets: list[Target]) -> None:
        """Takes in all that was found."""
        self._found = found_in(targets)

    def keep(self, policies: Policies, results: list[FileResult], reports: list[tuple[str, bytes]], code: int) -> None:
        """Keeps the run with its reports, where all that it depended on is known."""
        size = sum(len(data) for _, data in reports)
        if not self._found or len(results) < MANY or size > LARGEST or not self.files.complete or not policies.of_files_alone():
            return
        if any(result.error or result.path.startswith(_OPENED_ELSEWHERE) for result in results):
            return
        files = [result.path for result in results]
        plain = set(self._operands) == set(files)  # nothing was searched, so nothing has to be searched again
        seen = [(*question, answer) for question, answer in self.files.seen.items()]
        try:
            content = digest_of(_contents(results))
            run = KeptRun([] if plain else self._operands, self._found, files, content, seen, reports, code)
            RUNS.save_bytes(key_of(self._words), run.to_bytes())
        except (OSError, ValueError):
            return


def _contents(results: list[FileResult]) -> Iterator[tuple[str, bytes]]:
    """What was judged, even where the file has changed since."""
    for result in results:
        if result.source is not None:
            yield result.path, result.source.text.encode(ENCODING, ERRORS)
