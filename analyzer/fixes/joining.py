"""Commands put beside others, so that they run exactly when those do and a failure is still seen."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import indent, is_wrapped, line_indent, newline
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.facts.commands import Command
    from analyzer.shell.nodes import List, Pipeline

AND, THEN = "and", "then"
_LEAVING = frozenset({"exec", "exit", "return", "break", "continue"})
_CAPTURED = frozenset({"substitution", "process"})


def behind(command: Command, text: str) -> Edit:
    """A command behind another one, run where that succeeded."""
    pipeline = command.simple.pipeline
    _place(command, pipeline)
    following = pipeline.next
    rest = _and_or(pipeline)
    if pipeline.negated or _leaves(command) or pipeline.condition == "or" or any(one.condition == "or" for one in rest):
        raise Unfit("what runs behind the command depends on whether it fails")
    ends = following is None or following.condition == THEN
    strict = is_strict(command)
    if strict and ends and pipeline.condition in ("first", THEN) and ends_itself(command.body, pipeline):
        how = THEN
    elif not strict or not ends or (following is None and pipeline.list.parent is None):
        how = AND
        if ends:
            refuse_unseen(command.body, pipeline)
    else:
        raise Unfit("a failure of the command would no longer end the script")
    site = Site(command.body, command)
    return site.insert(pipeline.end, text, raw=separator(site, pipeline.list, pipeline, how))


def in_front(command: Command, text: str) -> Edit:
    """A command in front of another one, which runs only where it succeeds."""
    pipeline = command.simple.pipeline
    _place(command, pipeline)
    rest = _and_or(pipeline)
    if pipeline.condition == "or" or any(one.condition == "or" for one in rest):
        raise Unfit("what runs behind the command depends on whether it fails")
    strict = is_strict(command)
    last = rest[-1] if rest else pipeline
    if strict and pipeline.condition in ("first", THEN):
        how = THEN
    elif not strict or (last.next is None and pipeline.list.parent is None):
        how = AND
    else:
        raise Unfit("a failure of the command would not end the script")
    site = Site(command.body, command)
    return site.insert_before(pipeline.start, text, raw=separator(site, pipeline.list, pipeline, how))


def at_the_end(site: Site, commands: list[Command], text: str) -> Edit:
    """A command behind the last one of a script that is understood, run where that succeeded."""
    root = site.body.script.root if site.body.script is not None else None
    if root is None or not root.pipelines:
        raise Unfit("the script cannot be read")
    pipeline = root.pipelines[-1]
    last = commands[-1] if commands else None
    if pipeline.background:
        raise Unfit("the last command runs in the background")
    if last is not None and _leaves(last) and last.simple.pipeline is pipeline:
        raise Unfit("nothing runs behind the last command")
    strict = _errexit_at(commands, pipeline)
    alone = strict and pipeline.condition in ("first", THEN) and ends_itself(site.body, pipeline)
    if alone and (site.heredoc or len(root.pipelines) > 1):
        how = THEN
    else:
        how = AND
        refuse_unseen(site.body, pipeline)
    return site.insert(pipeline.end, text, raw=separator(site, root, pipeline, how))


def is_strict(command: Command) -> bool:
    """A failure of a command ends the script, as far as what its own list stands in decides."""
    if "errexit" not in command.shell_options:
        return False
    if "function" in command.constructs:
        raise Unfit("what calls the function decides whether a failure ends the script")
    owner = command.simple.pipeline.list
    while owner.parent is not None and owner.host is None:
        outer = owner.parent
        if owner.role == "condition" or outer.negated or (outer.next is not None and outer.next.condition != THEN):
            return False
        owner = outer.list
    return True


def refuse_unseen(body: Body, pipeline: Pipeline) -> None:
    """Refuses a group or the like in which a failure would no longer end the script, as it does not in front of ``&&``."""
    commands = body.commands
    if isinstance(commands, Unknown) or is_simple(pipeline):
        return
    for command in commands:
        if pipeline.start <= command.simple.start < pipeline.end and "errexit" in command.shell_options:
            raise Unfit("a failure within the group would no longer end it")


def ends_itself(body: Body, pipeline: Pipeline) -> bool:
    """Where failures end the script, one of this pipeline does: no ``!``, ``&&`` or ``||`` in it keeps it from that."""
    if pipeline.negated or body.script is None:
        return False
    inside = [one for one in body.script.lists if pipeline.start <= one.start < pipeline.end and one.parent is not None]
    bodies = [one for inner in inside if inner.role != "condition" for one in inner.pipelines]
    return not any(one.negated or one.condition in ("and", "or") for one in bodies)


def is_simple(pipeline: Pipeline) -> bool:
    """It is made of simple commands alone, no groups or loops."""
    return not any(hasattr(one, "lists") for one in pipeline.commands)


def _errexit_at(commands: list[Command], pipeline: Pipeline) -> bool:
    """Failures end the script where a pipeline of its own list stands."""
    before = [one for one in commands if one.simple.pipeline.list is pipeline.list and one.simple.start <= pipeline.end]
    return bool(before) and "errexit" in before[-1].shell_options


def separator(site: Site, owner: List, near: Pipeline, how: str) -> str:
    """What stands between two commands of a list, as it is written in the source.

    That is what the nearest two are separated by, behind a command of several lines the nearest two on lines of their own; else
    ``&&`` on a line of its own where the instruction has several, or the end of a line in a here-document.
    """
    inline = " && " if how == AND else "; "
    crowded = "<<" in site.text[near.start : near.end]  # the lines of a here-document follow
    first, last = site.span(near.start, near.start + 1)[0], site.span(near.end - 1, near.end)[1]
    spread = "\n" in site.source[first:last] and how == AND and not (crowded or site.heredoc or site.quoted)
    gaps = sorted(owner.pipelines[1:], key=lambda one: abs(one.position - near.position - 0.5))
    for following in gaps:
        before = owner.pipelines[following.position - 1]
        if following.condition == how and not before.background and site.is_join(before.end, following.start):
            gap = site.between(before.end, following.start)
            if "\n" in gap and (crowded or site.heredoc):
                break
            if "\n" in gap or not spread:
                return gap
    if site.quoted or crowded or site.instruction.json_form:
        return inline
    if site.heredoc:
        if how == AND:
            return inline
        return newline(site.instruction.file) + line_indent(site.source, site.span(near.start, near.end)[0])
    if how == AND and is_wrapped(site.instruction):
        return f" {site.instruction.file.escape}{newline(site.instruction.file)}{indent(site.instruction)}&& "
    return inline


def _leaves(command: Command) -> bool:
    return command.name in _LEAVING or "exec" in command.wrappers


def _place(command: Command, pipeline: Pipeline) -> None:
    if command.body.is_program or command.invocation.host is not None:
        raise Unfit("no shell runs it")
    if pipeline.background:
        raise Unfit("it runs in the background")
    if pipeline.list.role == "condition" or not _CAPTURED.isdisjoint(command.constructs):
        raise Unfit("its outcome or its output is used")


def _and_or(pipeline: Pipeline) -> list[Pipeline]:
    """What follows a pipeline in its and-or list."""
    found = []
    following = pipeline.next
    while following is not None and following.condition in ("and", "or"):
        found.append(following)
        following = following.next
    return found
