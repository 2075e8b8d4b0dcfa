"""``check --fix``, ``check --add-suppressions`` and ``check --diff``."""

from __future__ import annotations

from analyzer.cli.output import complain, write
from analyzer.lint.discovery import Target
from analyzer.lint.run import internal_error, read
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.lint.fixing import Outcome
    from analyzer.lint.run import Policy


class Fixed:
    """What fixing a run's files brought: how many fixes and files, and the files as they are now."""

    __slots__ = ("failed", "files", "fixes", "targets", "verb")

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.fixes = 0
        self.files = 0
        self.failed = False
        self.targets: list[Target] = []

    @property
    def line(self) -> str:
        """``fixed 3 findings in 2 files``."""
        what = f"{self.fixes} finding{'' if self.fixes == 1 else 's'}"
        if not self.fixes:
            return "nothing to fix" if self.verb == "fixed" else "nothing to silence"
        return f"{self.verb} {what} in {self.files} file{'' if self.files == 1 else 's'}"


def fix_targets(targets: Iterable[Target], policy_of: Callable[[str], Policy], unsafe: bool, *, only_show: bool) -> Fixed:
    """Fixes the files, or prints the patch; standard input is fixed to standard output. What fails is complained about."""

    def change(source: Source) -> Outcome:
        from analyzer.lint.fixing import fix_source

        return fix_source(source, policy_of(source.path), unsafe)

    return _changed(targets, change, Fixed("fixed"), only_show)


def silence_targets(targets: Iterable[Target], policy_of: Callable[[str], Policy], reason: str, *, only_show: bool) -> Fixed:
    """The same with a comment for each finding that silences it."""

    def change(source: Source) -> Outcome:
        from analyzer.lint.silencing import add_suppressions

        return add_suppressions(source, policy_of(source.path), reason)

    return _changed(targets, change, Fixed("silenced"), only_show)


def _changed(targets: Iterable[Target], change: Callable[[Source], Outcome], total: Fixed, only_show: bool) -> Fixed:
    for target in targets:
        total.targets.append(_fixed(target, change, only_show, total))
    return total


def _fixed(target: Target, change: Callable[[Source], Outcome], only_show: bool, total: Fixed) -> Target:
    if target.error or target.inline is not None:
        return target
    from analyzer.lint.check import BuildOptionError

    try:
        before = read(target.path) if target.data is None else target.data
    except OSError:
        return target  # the check tells
    try:
        outcome = change(Source.from_bytes(before, target.path))
    except BuildOptionError:
        return target
    except Exception as error:  # noqa: BLE001 - one bad file never hides the others
        complain(f"{target.path}: it was not {total.verb}: {internal_error(error)}")
        total.failed = True
        return target
    for dropped in outcome.dropped:
        place = f"{target.path}:{dropped.finding.span.start}"
        complain(f"{place}: the fix '{dropped.fix.title}' of {dropped.finding.rule} was not made: {dropped.reason}")
    return _put(target, before, outcome, only_show, total)


def _put(target: Target, before: bytes, outcome: Outcome, only_show: bool, total: Fixed) -> Target:
    """Shows or writes what became of a file."""
    after = outcome.source.data
    if only_show:
        from analyzer.report.as_patch import patch

        write(patch(target.path, Source.from_bytes(before).text, outcome.source.text))
    elif target.is_stdin:
        write(outcome.source.text)
    elif after != before:
        from analyzer.lint.writing import replace_content

        try:
            replace_content(target.path, before, after)
        except OSError as error:
            complain(f"{target.path}: it was not {total.verb}: {error.strerror or error}")
            total.failed = True
            return target
    total.fixes += len(outcome.applied)
    total.files += after != before
    return Target(target.path, named=target.named, data=after)
