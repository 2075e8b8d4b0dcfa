"""The files of a run in hadolint's place, some at a time, so that ShellCheck is given their scripts together."""

from __future__ import annotations

from analyzer.lint.check import judge, open_file
from analyzer.lint.hadolint_findings import violations
from analyzer.lint.remark import RemarkError
from analyzer.lint.run import internal_error, read
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.model import FileFacts
    from analyzer.lint.hadolint_findings import Terms, Violation
    from analyzer.lint.remark import Remarker, Remarks
    from analyzer.lint.selection import Selection

    Result = tuple[str, list[Violation], str]
    Opened = tuple[str, FileFacts | None, Remarks | None, str]

AT_ONCE = 64  # files


def judge_files(paths: list[str], selection: Selection, terms: Terms, remarker: Remarker | None) -> Iterator[Result]:
    """Path, violations and what went wrong (empty where nothing did) of each file, in the order given."""
    try:
        for at in range(0, len(paths), AT_ONCE):
            for opened in [_opened(path, remarker) for path in paths[at : at + AT_ONCE]]:
                yield _judged(opened, selection, terms)
    finally:
        if remarker is not None:
            remarker.close()


def _opened(path: str, remarker: Remarker | None) -> Opened:
    try:
        root = open_file(Source.from_bytes(read(path), path))
        return path, root, remarker.begin(root) if remarker is not None else None, ""
    except OSError as error:
        return path, None, None, error.strerror or str(error)
    except Exception as error:  # noqa: BLE001 - one bad file never hides the findings of another
        return path, None, None, internal_error(error)


def _judged(opened: Opened, selection: Selection, terms: Terms) -> Result:
    path, root, begun, error = opened
    if root is None:
        return path, [], error
    try:
        try:
            remarks = begun.remarks() if begun is not None else []
        except RemarkError as failure:
            remarks, error = [], str(failure)
        return path, violations(root, judge(root, selection, remarks), terms), error
    except Exception as failure:  # noqa: BLE001 - as above
        return path, [], internal_error(failure)
    finally:
        root.forget()
