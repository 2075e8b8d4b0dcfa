"""A variable: its value at a place, and where that comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.facts.unknown import UNKNOWN
from analyzer.lsp.data import Hover
from analyzer.lsp.features.markdown import items, together
from analyzer.lsp.features.shown import HIDDEN
from analyzer.lsp.knowledge.arguments import KINDS, argument

if TYPE_CHECKING:
    from analyzer.facts.expansions import Expansion
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.facts.variables import Variable
    from analyzer.facts.words import Pair
    from analyzer.lsp.features.shown import Shown

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CONTAINER = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})


def variable_at(step: Instruction, offset: int, shown: Shown) -> Hover | None:
    """What is told of the variable that is named, or defined, at a place."""
    references: list[Variable | Expansion] = [*step.variables, *step.expansions]
    near = [each for each in references if each.start <= offset <= each.end and _NAME.fullmatch(each.name)]
    if near:
        found = min(near, key=lambda each: each.end - each.start)
        return Hover(_about(step, found, shown), (found.start, found.end))
    for pair in step.pairs:
        key = pair.pair.key
        if key.start <= offset <= key.end and pair.origin != "label" and isinstance(pair.key, str):
            return Hover(_definition(step, pair, pair.key, shown), (key.start, key.end))
    return None


def value_of(step: Instruction, found: Variable | Expansion) -> Text:
    """The value that a reference has, without its operator; None where it is unset."""
    own = _own_value(step, found)
    if own is not None:
        return own
    if step.onbuild:
        return UNKNOWN
    tick: int = getattr(found, "tick", step.tick)
    return step.environment.value(found.name, tick)


def _own_value(step: Instruction, found: Variable | Expansion) -> Text:
    """What the script itself gives the variable; None where it gives none."""
    if found.sort != "expansion":
        return None
    return step.layer.progress.variables.get(found.name)


def _about(step: Instruction, found: Variable | Expansion, shown: Shown) -> str:
    name = found.name
    if any(mount.env == name for mount in step.mounts):
        return f"{shown.code('$' + name)} holds a secret that the build is given, for this step alone"
    if _own_value(step, found) is not None:
        value = shown.value(name, value_of(step, found))
        return f"{shown.code('$' + name)} = {value}\n\n- set by the script itself"
    pair = None if step.onbuild else step.file.uses.definition(step, name, found.start)
    if pair is not None and pair.origin == "arg" and step.kind in _CONTAINER:
        return f"{shown.code('$' + name)} is not set\n\n- an `ARG` is gone when a container runs; `ENV` keeps its value"
    value = shown.value(name, value_of(step, found))
    rows = _origin(step, name, pair, shown)
    if found.operator:
        rows.append(
            f"{shown.code(found.text)} may make something else of it" if shown.plain(found.text) == found.text else HIDDEN
        )
    return f"{shown.code('$' + name)} = {value}\n\n{items(rows)}"


def _definition(step: Instruction, pair: Pair, name: str, shown: Shown) -> str:
    value = UNKNOWN if step.onbuild else step.environment.value(name, pair.tick + 1)
    rows = _origin(step, name, pair, shown)
    lines = [str(_line(user)) for user in pair.used_by]
    rows.append(f"used in line{'s' if len(lines) > 1 else ''} {together(lines)}" if lines else "nothing in this file uses it")
    return f"{pair.origin.upper()} {shown.code(name)} = {shown.value(name, value)}\n\n{items(rows)}"


def _origin(step: Instruction, name: str, pair: Pair | None, shown: Shown) -> list[str]:
    """Where the value comes from, a line each."""
    rows = _defined(step, name, pair, shown) if pair is not None else _undefined(step, name, shown)
    known = argument(name)
    if known is not None:
        rows += [known.doc, KINDS[known.kind]]
    return rows


def _defined(step: Instruction, name: str, pair: Pair, shown: Shown) -> list[str]:
    line = _line(pair.instruction)
    if pair.origin == "env":
        rows = [f"set by `ENV` in line {line}"]
        if pair.text is not None and "$" in pair.text and not shown.holds_secret(name, pair.text):
            rows.append(f"written as {shown.code(pair.text)}")
        return rows
    if name in step.file.build_args:
        return [f"given as a build argument; declared by `ARG` in line {line}"]
    if pair.text is not None:
        return [f"the default of `ARG` in line {line}, which a build argument replaces"]
    outer = _global(step, name) if pair.instruction.stage is not None else None
    if outer is not None and outer.text is not None:
        return [f"the default of the global `ARG` in line {_line(outer.instruction)}, which a build argument replaces",
                f"taken over by `ARG` in line {line}"]  # fmt: skip
    if argument(name) is not None:
        return [f"declared by `ARG` in line {line}"]
    return [f"a build argument without a default, declared by `ARG` in line {line}: only the build tells its value"]


def _undefined(step: Instruction, name: str, shown: Shown) -> list[str]:
    if step.onbuild:
        return ["its value is up to the build that runs this"]
    if argument(name) is not None and (step.kind == "FROM" or step.stage is None):
        return ["given by BuildKit"]
    if name == "PATH" and step.stage is not None:
        return ["BuildKit's default, where the base image sets none"]
    if name in step.file.global_arguments and step.kind != "FROM":
        return [
            f"an `ARG` before the first `FROM` declares it; this stage does not: it takes an {shown.code('ARG ' + name)} here"
        ]
    scope = step.environment
    if step.kind == "FROM" or scope.closed:
        return ["nothing gives it a value"]
    return ["nothing in this file gives it a value; the base image may"]


def _global(step: Instruction, name: str) -> Pair | None:
    """The last ARG of that name before the first FROM."""
    found = None
    for each in step.file.instructions:
        if each.kind == "FROM":
            break
        if each.kind == "ARG":
            found = next((pair for pair in reversed(each.pairs) if pair.key == name), found)
    return found


def _line(step: Instruction) -> int:
    return step.file.source.position(step.start)[0]
