"""``check --baseline`` and ``--write-baseline``: known findings are told from new ones."""

from __future__ import annotations

import os

from analyzer.cli.options import UsageError
from analyzer.cli.output import write_file
from analyzer.lint.baseline import DEFAULT, Baseline, BaselineError, read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.cli.options import Arguments
    from analyzer.config.policies import Policies
    from analyzer.lint.comparison import Comparison
    from analyzer.lint.run import FileResult, Policy

    Ran = Callable[[FileResult, str], bool]


def check_options(arguments: Arguments) -> None:
    """Refuses options that do not go together. Raises UsageError."""
    if not arguments.has("write-baseline"):
        return
    for other in ("since", "locked", "fix", "unsafe-fixes", "diff", "add-suppressions"):
        if arguments.has(other):
            raise UsageError(f"--write-baseline and --{other} exclude each other", "a baseline records a state as it is")


def with_baselines(
    arguments: Arguments,
    policies: Policies,
    policy_of: Callable[[str], Policy],
    results: list[FileResult],
    comparison: Comparison,
) -> list[str]:
    """Takes what the baselines of the files know out of the findings, and writes them where that is asked for.

    What was written is told in the lines returned. Raises UsageError, BaselineError, ConfigErrors and OSError.
    """
    groups: dict[str, list[FileResult]] = {}
    for result in results:
        path = arguments.one("baseline") or policies.baseline(result.path)
        if not path and arguments.has("write-baseline"):
            path = DEFAULT
        if path:
            groups.setdefault(path, []).append(result)
    if arguments.has("baseline") and not groups:
        groups[arguments.one("baseline")] = []
    ran = _ran(policy_of, asked=arguments.has("shellcheck"))
    failed = any(result.error for result in results)
    if failed and arguments.has("write-baseline"):
        comparison.refused = "the baseline was not written: not all files could be checked"
        return []
    lines = []
    for path, group in sorted(groups.items()):
        baseline = _read(path, policies, writes=arguments.has("write-baseline"))
        if arguments.has("write-baseline"):
            before, baseline = baseline, baseline.renewed(group, ran)
            if before.counts != baseline.counts or not os.path.exists(path):
                write_file(path, baseline.text())
            lines.append(f"{path}: {_number(sum(baseline.counts.values()))} recorded")
        comparison.baselines.append(path)
        stale = baseline.apply(group, ran)
        comparison.stale += [(path, key, count) for key, count in sorted(stale.items())]
    return lines


def _number(count: int) -> str:
    return f"{count or 'no'} finding{'' if count == 1 else 's'}"


def _read(path: str, policies: Policies, *, writes: bool) -> Baseline:
    """A baseline that is there; an empty one where it is still to be written. Raises UsageError, BaselineError and OSError."""
    try:
        data = policies.read(path)
    except FileNotFoundError:
        if writes:
            return Baseline(path)
        raise UsageError(f"there is no baseline {path}", "write it with --write-baseline") from None
    except IsADirectoryError:
        raise UsageError(f"the baseline {path} is a directory", "name a file") from None
    try:
        return read_baseline(path, data)
    except BaselineError as error:
        raise UsageError(str(error), error.hint) from None


def _ran(policy_of: Callable[[str], Policy], *, asked: bool) -> Ran:
    """Tells whether a rule ran on a file; `asked` tells that ShellCheck was."""

    def ran(result: FileResult, rule: str) -> bool:
        if result.error:
            return False
        policy = policy_of(result.path)
        if rule.startswith("shellcheck/"):
            from analyzer.lint.shellcheck_rule import ShellCheckRule, in_force

            return asked and in_force(policy.selection, ShellCheckRule(rule.partition("/")[2]))
        return rule in policy.selection.active(policy.providers)

    return ran
