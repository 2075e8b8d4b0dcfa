"""What a fix has changed, held against the effect it declares.

``format`` leaves the tree as it is but for layout and the case of keywords; ``metadata`` changes labels, the author and
comments only; ``build`` leaves the files and the configuration of every stage as they are; ``cleanup`` adds commands that
remove something; ``image`` may change anything.
"""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.facts.workdir import join_workdir
from analyzer.fixes.formatting.same import content
from analyzer.fixes.neutral import is_idle, settled, tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Text
    from analyzer.facts.ports import Port
    from analyzer.facts.stages import Stage

SAFE = ("format", "metadata", "build", "cleanup")
_META = ("LABEL", "MAINTAINER")
_FILES = ("COPY", "ADD", "WORKDIR", "USER", "VOLUME")  # beside RUN, what the files of a stage come from
_CLEANING = frozenset({"clean", "autoremove", "remove"})


def broken(effect: str, before: FileFacts, after: FileFacts) -> str:
    """Why the change is more than the effect allows; empty where it is not."""
    if effect == "image":
        return ""
    if effect == "format":
        return "" if content(before) == content(after) else "the tree differs"
    if effect == "metadata":
        return "" if content(before, _META) == content(after, _META) else "more than labels and comments differs"
    if len(before.stages) != len(after.stages):
        return "the stages differ"
    for old, new in zip(before.stages, after.stages, strict=True):
        reason = _stage(old, new, cleanup=effect == "cleanup")
        if reason:
            return reason
    return ""


def _stage(before: Stage, after: Stage, *, cleanup: bool) -> str:
    for name, old, new in zip(_NAMES, configuration(before), configuration(after), strict=True):
        if old != new and (name != "the name" or old is not None):  # nobody can rely on a name that was not there
            return f"{name} would change"
    old_steps, new_steps = list(_steps(before, cleanup=cleanup)), list(_steps(after, cleanup=cleanup))
    if cleanup:
        rest = iter(new_steps)
        added = []
        for step in old_steps:
            for candidate in rest:
                if candidate == step:
                    break
                added.append(candidate)
            else:
                return "a step is gone"
        added += rest
        return "" if all(step[0] == "clean" for step in added) else "a step is added that removes nothing"
    return "" if old_steps == new_steps else "the steps differ"


_NAMES = (
    *("the base image", "the platform", "the name", "the user", "the working directory", "the shell", "the command"),
    *("the entry point", "the health check", "the ports", "the volumes", "the labels", "the environment"),
)


def configuration(stage: Stage) -> tuple[Any, ...]:
    """What a stage's image is configured to, as far as the file tells; in the order of `_NAMES`."""
    return (
        _base(stage),
        None if _is_default(stage.written_platform) else _value(stage.written_platform),
        stage.name,
        _value(stage.effective_user),
        _value(stage.effective_workdir),
        _value(stage.effective_shell),
        *(_run(step) for step in (stage.cmd, stage.entrypoint, stage.healthcheck)),
        sorted(_port(port) for port in stage.ports),
        _listed(stage.volumes),
        sorted((str(_value(pair.key)), str(_value(pair.value))) for pair in stage.effective_labels),
        sorted((pair.origin, str(_value(pair.key)), str(_value(pair.value))) for pair in stage.env),
    )


def _is_default(platform: Text) -> bool:
    """It is TARGETPLATFORM, the platform that a stage without the flag has; the argument always has a value."""
    if isinstance(platform, Unknown) or platform is None:
        return platform is None
    text = platform.strip('"')
    name, _, rest = text.removeprefix("${").partition("TARGETPLATFORM")
    return text in ("", "$TARGETPLATFORM") or (text[:2] == "${" and not name and rest.startswith(("}", "-", ":-")))


def _base(stage: Stage) -> Any:
    """What a stage starts from; a tag counts for nothing beside a digest."""
    if isinstance(stage.base_stage, Unknown) or stage.image is None:
        return stage.image.text if stage.image is not None else None
    if stage.base_stage is not None:
        return stage.base_stage.index
    image = stage.image
    return (image.name, image.digest) if isinstance(image.name, str) and isinstance(image.digest, str) else image.text


def _value(value: Any) -> Any:
    return "?" if value is UNKNOWN else value


def _port(port: Port) -> str:
    if any(isinstance(part, Unknown) for part in (port.low, port.high, port.protocol)):
        return port.text
    return f"{port.low}-{port.high}/{(port.protocol or 'tcp').lower()}"  # type: ignore[union-attr]


def _listed(values: Any) -> Any:
    return "?" if values is UNKNOWN else sorted(values)


def _run(step: Instruction | Any) -> Any:
    if step is None or step is UNKNOWN:
        return _value(step)
    return step.json_form, [flag.text for flag in step.syntax.flags], step.args


def _steps(stage: Stage, *, cleanup: bool) -> Iterator[tuple[Any, ...]]:
    """What puts files into a stage, one by one: commands by what they are given, and instructions."""
    for step in stage.instructions:
        if step.kind == "RUN":
            if any(_flags(step)):
                yield "flags", _flags(step)
            body = step.body
            commands = body.commands if body is not None and body.fed is None else UNKNOWN
            if isinstance(commands, Unknown):
                yield "script", step.text
                continue
            for command in commands:
                if command.action in _CLEANING or command.name == "rm":
                    yield "clean", tool(command), tuple(operand.removeprefix("./") for operand in command.operands)
                elif not is_idle(command, cleanup=cleanup):
                    yield "command", *settled(command, cleanup=cleanup)
        elif step.kind in _FILES:
            yield "COPY" if step.kind == "ADD" else step.kind, _flags(step), _arguments(step)


def _flags(step: Instruction) -> list[str]:
    """The flags of an instruction by their text, without those of caches; a stage by its number, however it is named."""
    caches = [mount.flag for mount in step.mounts if mount.type == "cache"]
    found = []
    for flag in step.syntax.flags:
        source = step.from_stage if flag.name.text == "from" else None
        if isinstance(source, Unknown) or source is None:
            found += [] if flag in caches else [flag.text]
        else:
            found.append(f"--from={source.index}")
    return sorted(found)


def _arguments(step: Instruction) -> Any:
    """The arguments of an instruction; of WORKDIR the directory that it leads to."""
    if step.kind != "WORKDIR":
        return step.args
    directory = join_workdir(step.workdir, step.value)
    return step.args if isinstance(directory, Unknown) else directory
