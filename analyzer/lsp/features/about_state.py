"""What is in force at an instruction: user, directory, shell, environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.shells import stage_shell
from analyzer.facts.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.facts.environment import Environment
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.facts.shells import Shell
    from analyzer.facts.stages import Stage
    from analyzer.facts.words import Pair
    from analyzer.lsp.features.shown import Shown

_MOST_VARIABLES = 12
_FROM_BASE = "that of the base image, which is not known"


def state(step: Instruction, shown: Shown) -> list[str]:
    """What is in force at an instruction, a line each."""
    stage = step.stage
    if stage is None or step.kind == "FROM" or stage.index < 0:
        return []
    if step.onbuild:
        return ["what is in force is up to the build that runs this"]
    env = step.env
    return [
        f"user: {_text(step.user, shown)}{_where(step.user_instruction)}",
        f"directory: {_text(step.workdir, shown)}{_where(step.workdir_instruction)}",
        f"shell: {_shell(stage_shell(stage, step.tick), shown)}{_where(step.shell_instruction)}",
        *([] if isinstance(env, Unknown) else environment(env, step.environment, step.tick, shown)),
    ]


def stage_state(stage: Stage, shown: Shown) -> list[str]:
    """What is in force at the end of a stage, a line each."""
    return [
        f"user at its end: {_text(stage.effective_user, shown)}{_where(stage.user_instruction)}",
        f"directory at its end: {_text(stage.effective_workdir, shown)}{_where(stage.workdir_instruction)}",
    ]


def environment(pairs: Sequence[Pair], scope: Environment, tick: int, shown: Shown) -> list[str]:
    """The variables, a line each; of many the last that were set."""
    rows = []
    for pair in pairs[-_MOST_VARIABLES:]:
        if isinstance(pair.key, str):
            value = shown.value(pair.key, scope.value(pair.key, tick))
            rows.append(f"{pair.origin.upper()} {shown.code(pair.key)}: {value}")
    more = len(pairs) - _MOST_VARIABLES
    return [*rows, f"and {more} variables more"] if more > 0 else rows


def _text(value: Text, shown: Shown) -> str:
    if isinstance(value, Unknown) or value is None:
        return _FROM_BASE
    return shown.code(value)


def _shell(shell: Shell, shown: Shown) -> str:
    options = [shown.code(option) for option in shell.options]
    return shown.code(shell.name) + (f" with {', '.join(options)}" if options else "")


def _where(step: Instruction | Unknown | None) -> str:
    """Where that was said."""
    if step is None or isinstance(step, Unknown):
        return ""
    return f" (line {step.file.source.position(step.start)[0]})"
