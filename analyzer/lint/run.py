"""One run over many files: each is read, checked and accounted for on its own."""

from __future__ import annotations

import os
import stat
import sys

from analyzer.facts.providers import NOTHING
from analyzer.lint.discovery import STDIN
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analyzer.facts.model import FileFacts
    from analyzer.facts.providers import Providers
    from analyzer.lint.discovery import Target
    from analyzer.lint.finding import Finding
    from analyzer.lint.locking import Lock
    from analyzer.lint.remark import Remark, Remarker
    from analyzer.lint.selection import Selection
    from analyzer.rules.ruleset import RuleInfo

_HANDED_OVER = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")


class Policy:
    """How a file is judged: by which rules, as which build, with what to look at besides, and what is too grave.

    `stage` names the stage to judge as final, ``""`` the last one; `fail_on` is the least severity that fails a run, or
    ``never``. `fixes` tells that findings are wanted with their fixes.
    """

    __slots__ = ("build_args", "fail_on", "fixes", "providers", "selection", "stage")

    def __init__(
        self,
        selection: Selection,
        build_args: dict[str, str] | None = None,
        stage: str = "",
        providers: Providers = NOTHING,
        fail_on: str = "warning",
        *,
        fixes: bool = False,
    ) -> None:
        self.selection = selection
        self.build_args = build_args or {}
        self.stage = stage
        self.providers = providers
        self.fail_on = fail_on
        self.fixes = fixes


class FileResult:
    """What became of one file. `error` tells why it could not be checked, and is empty where it was.

    `findings` are those that are reported, `suppressed` those that a comment silences; it is made with both.
    `inactive` are the rules in force that did not run, as what they require was not provided.
    """

    __slots__ = ("_shown", "error", "fail_on", "findings", "inactive", "path", "source", "suppressed")

    def __init__(
        self, path: str, source: Source | None, findings: list[Finding], error: str = "", fail_on: str = "warning"
    ) -> None:
        self.path = path
        self.source = source
        self.findings = [finding for finding in findings if finding.suppression is None]
        self.suppressed = [finding for finding in findings if finding.suppression is not None]
        self.error = error
        self.fail_on = fail_on
        self.inactive: tuple[RuleInfo, ...] = ()
        self._shown: Source | None = None

    @property
    def shown(self) -> Source | None:
        """The text of the file as it may be shown, its credentials masked, at the same length; None without a text."""
        if self._shown is None:
            self.prepare()
        return self._shown

    @property
    def masks(self) -> list[tuple[int, str]] | None:
        """What stands in that text in place of credentials, each with its offset; None where that was not worked out yet."""
        if self._shown is None or self.source is None:
            return None
        text, shown = self.source.text, self._shown.text
        if text == shown:
            return []
        places = [at for at, (one, other) in enumerate(zip(text, shown, strict=True)) if one != other]
        return [(at, shown[at]) for at in places]

    def mask(self, masks: list[tuple[int, str]]) -> None:
        """Takes over what was worked out in an earlier run. Raises TypeError and ValueError where it does not fit."""
        if self.source is None:
            return
        chars = list(self.source.text) if masks else []
        for at, char in masks:
            if len(char) != 1 or not 0 <= at < len(chars):
                raise ValueError("no mask of this text")
            chars[at] = char
        self._shown = Source("".join(chars), self.source.path) if masks else self.source

    def prepare(self) -> None:
        """Works out how the file may be shown; a worker does it for the process that reports."""
        if self.source is not None and self._shown is None:
            from analyzer.facts.redact import redact

            text = redact(self.source.text, dockerfile=True)
            self._shown = Source(text, self.source.path) if text != self.source.text else self.source


def check_targets(
    targets: list[Target], policy_of: Callable[[str], Policy], remarker: Remarker | None = None
) -> list[FileResult]:
    """The results of the files, in their order. It never raises for what one file holds: that file is reported as failed.

    `remarker` adds what another program says of them.
    """
    return list(each_target(targets, policy_of, remarker))


def each_target(
    targets: list[Target], policy_of: Callable[[str], Policy], remarker: Remarker | None = None
) -> Iterator[FileResult]:
    """The same one by one: a file is checked when its result is asked for, or not long before, and none is kept."""
    if any(target.builds and len(target.ways) > 1 for target in targets):
        return _in_all_ways(targets, policy_of, remarker)
    if remarker is not None:
        from analyzer.lint.ahead import check_with_remarks

        return check_with_remarks(targets, policy_of, remarker)
    return (check_target(target, policy_of) for target in targets)


def _in_all_ways(targets: list[Target], policy_of: Callable[[str], Policy], remarker: Remarker | None) -> Iterator[FileResult]:
    """The same where some files are built in several ways: each is judged in all of them, and said once is enough."""
    from analyzer.lint.builds import join

    results = iter(each_target([way for target in targets for way in target.ways], policy_of, remarker))
    for target in targets:
        first = next(results)
        for _ in target.ways[1:]:
            join(first, next(results))
        yield first


def policy_for(target: Target, policy_of: Callable[[str], Policy]) -> Policy:
    """How a file is judged, as it is built."""
    policy = policy_of(target.path)
    return target.builds[0].policy(policy, locked=target.locked) if target.builds else policy


class Opened:
    """A file that can be judged: its facts, the source that reports show, how it is judged, and what it is locked to."""

    __slots__ = ("lock", "policy", "root", "source")

    def __init__(self, root: FileFacts, source: Source, policy: Policy, lock: Lock | None) -> None:
        self.root = root
        self.source = source
        self.policy = policy
        self.lock = lock


def check_target(target: Target, policy_of: Callable[[str], Policy]) -> FileResult:
    """The result of one file."""
    opened = open_target(target, policy_of)
    if isinstance(opened, FileResult):
        return opened
    result = judge_opened(opened)
    opened.root.forget()
    return result


def open_target(target: Target, policy_of: Callable[[str], Policy]) -> Opened | FileResult:
    """The file, or why it cannot be checked."""
    if target.error:
        return FileResult(target.path, None, [], target.error)
    policy = policy_for(target, policy_of)
    try:
        source = Source.from_bytes(read(target.path) if target.data is None else target.data, target.path)
    except OSError as error:
        return FileResult(target.path, None, [], error.strerror or str(error))
    from analyzer.lint.check import BuildOptionError, open_file

    try:
        lock = lock_of(target, source)
        root = open_file(source if lock is None else lock.source, policy.build_args, policy.stage, policy.providers)
    except BuildOptionError as error:
        return FileResult(target.path, source, [], str(error))
    except Exception as error:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(target.path, source, [], internal_error(error))
    return Opened(root, source, policy, lock)


def judge_opened(file: Opened, remarks: Iterable[Remark] = (), error: str = "") -> FileResult:
    """The result of a file; `error` tells why remarks on it are missing."""
    from analyzer.lint.check import judge

    policy, source = file.policy, file.source
    try:
        findings = judge(file.root, policy.selection, remarks, fixes=policy.fixes, lock=file.lock)
    except Exception as failure:  # noqa: BLE001 - one bad file never hides the findings of another
        return FileResult(source.path, source, [], internal_error(failure))
    result = FileResult(source.path, source, findings, error, policy.fail_on)
    result.inactive = policy.selection.inactive(policy.providers)
    return result


def lock_of(target: Target, source: Source) -> Lock | None:
    """What the version before a change says of a file, where the run is locked to that."""
    if not target.locked:
        return None
    from analyzer.lint.locking import Lock

    return Lock(source, Source.from_bytes(target.before or b"").text)


def internal_error(error: Exception) -> str:
    """One line about a mistake of ours: what went wrong, and where in our code."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"internal error: {type(error).__name__}: {error} ({place})"


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises OSError.

    A pipe may never end and a device never cease, so only those are read that the caller has opened for us.
    """
    if path == STDIN:
        if sys.stdin is None:
            raise OSError("standard input is closed")
        return sys.stdin.buffer.read()
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or path.startswith(_HANDED_OVER)):
        raise OSError("it is no regular file")
    with open(path, "rb") as file:
        return file.read()
