"""What the findings of a run are compared with: baselines, and the revision of ``--since``."""

from __future__ import annotations

from analyzer.cli.baselines import with_baselines
from analyzer.cli.judging import remarker_of
from analyzer.lint.comparison import Compared, Comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.cli.options import Arguments
    from analyzer.cli.since import Change
    from analyzer.config.policies import Policies
    from analyzer.lint.discovery import Target
    from analyzer.lint.run import FileResult, Policy


def compared(
    arguments: Arguments,
    policies: Policies,
    policy_of: Callable[[str], Policy],
    targets: list[Target],
    results: list[FileResult],
    change: Change | None,
) -> tuple[Compared, Comparison, list[str]]:
    """The results without what is known and what the change did not bring about, what came of that, and lines to print.

    Raises UsageError, ConfigErrors and OSError.
    """
    comparison = Comparison()
    if change is not None:
        change.judge_as_named_now(targets, results, policies, remarker_of(arguments))
    told = with_baselines(arguments, policies, policy_of, results, comparison)
    if change is not None:
        change.narrow(targets, results, policy_of, remarker_of(arguments), comparison)
    return Compared(results, comparison), comparison, told
