"""A run in which another program remarks on the files: it works on files ahead of the one that is being judged.

Files are opened some way ahead, so that what is to be remarked on reaches the program in large portions and both have work
all the time. No more than that stretch of them is in memory at once.
"""

from __future__ import annotations

import gc
from collections import deque

from analyzer.lint.check import BuildOptionError, judge, open_file
from analyzer.lint.remark import RemarkError
from analyzer.lint.run import FileResult, internal_error, lock_of, policy_for, read
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.facts.model import FileFacts
    from analyzer.lint.discovery import Target
    from analyzer.lint.locking import Lock
    from analyzer.lint.remark import Remarker, Remarks
    from analyzer.lint.run import Policy

    Opened = tuple[FileFacts, Policy, Remarks, Lock | None]

AHEAD = 128  # files
COLLECT = 64  # files; the facts of a file refer to each other, and those that waited long are old to the collector of garbage


def check_with_remarks(targets: list[Target], policy_of: Callable[[str], Policy], remarker: Remarker) -> Iterator[FileResult]:
    """The results of the files, in their order. A file on which the program fails is reported as failed."""
    waiting: deque[FileResult | Opened] = deque()
    try:
        for number, target in enumerate(targets):
            waiting.append(_opened(target, policy_of, remarker))
            if len(waiting) > AHEAD:
                yield _judged(waiting.popleft())
                if number % COLLECT == 0:
                    gc.collect()
        while waiting:
            yield _judged(waiting.popleft())
    finally:
        remarker.close()


def _opened(target: Target, policy_of: Callable[[str], Policy], remarker: Remarker) -> FileResult | Opened:
    """A file with its remarks begun, or why it cannot be checked."""
    if target.error:
        return FileResult(target.path, None, [], target.error)
    policy = policy_for(target, policy_of)
    try:
        source = Source.from_bytes(read(target.path) if target.data is None else target.data, target.path)
    except OSError as error:
        return FileResult(target.path, None, [], error.strerror or str(error))
    try:
        lock = lock_of(target, source)
        root = open_file(source if lock is None else lock.source, policy.build_args, policy.stage, policy.providers)
        return root, policy, remarker.begin(root) if lock is None else remarker.begin(root, lock.changed), lock
    except BuildOptionError as error:
        return FileResult(target.path, source, [], str(error))
    except Exception as error:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(target.path, source, [], internal_error(error))


def _judged(file: FileResult | Opened) -> FileResult:
    """The result of a file. What the rules find is told even where the program failed on it."""
    if isinstance(file, FileResult):
        return file
    root, policy, begun, lock = file
    error = ""
    try:
        try:
            remarks = begun.remarks()
        except RemarkError as failure:
            remarks, error = [], str(failure)
        findings = judge(root, policy.selection, remarks, fixes=policy.fixes, lock=lock)
    except Exception as failure:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(root.path, root.source, [], internal_error(failure))
    result = FileResult(root.path, root.source, findings, error, policy.fail_on)
    result.inactive = policy.selection.inactive(policy.providers)
    return result
