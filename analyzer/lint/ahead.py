"""A run in which another program remarks on the files: it works on files ahead of the one that is being judged.

Files are opened some way ahead, so that what is to be remarked on reaches the program in large portions and both have work
all the time. No more than that stretch of them is in memory at once.
"""

from __future__ import annotations

from collections import deque

from analyzer.lint.remark import RemarkError
from analyzer.lint.run import FileResult, internal_error, judge_opened, open_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.lint.discovery import Target
    from analyzer.lint.remark import Remarker, Remarks
    from analyzer.lint.run import Opened, Policy

    Begun = tuple[Opened, Remarks]

AHEAD = 128  # files


def check_with_remarks(targets: list[Target], policy_of: Callable[[str], Policy], remarker: Remarker) -> Iterator[FileResult]:
    """The results of the files, in their order. A file on which the program fails is reported as failed."""
    waiting: deque[FileResult | Begun] = deque()
    try:
        for target in targets:
            waiting.append(_opened(target, policy_of, remarker))
            if len(waiting) > AHEAD:
                yield _judged(waiting.popleft())
        while waiting:
            yield _judged(waiting.popleft())
    finally:
        remarker.close()


def _opened(target: Target, policy_of: Callable[[str], Policy], remarker: Remarker) -> FileResult | Begun:
    """A file with its remarks begun, or why it cannot be checked."""
    opened = open_target(target, policy_of)
    if isinstance(opened, FileResult):
        return opened
    try:
        changed = () if opened.lock is None else (opened.lock.changed,)
        return opened, remarker.begin(opened.root, *changed)
    except Exception as error:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(target.path, opened.source, [], internal_error(error))


def _judged(file: FileResult | Begun) -> FileResult:
    """The result of a file. What the rules find is told even where the program failed on it."""
    if isinstance(file, FileResult):
        return file
    opened, begun = file
    try:
        return judge_opened(opened, begun.remarks())
    except RemarkError as failure:
        return judge_opened(opened, error=str(failure))
    except Exception as failure:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(opened.source.path, opened.source, [], internal_error(failure))
    finally:
        opened.root.forget()
