"""Edits of the commands of a script."""

from __future__ import annotations

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.layout import separator
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction


def insert_option(at: Command, option: str, after: str = "subcommand") -> list[Edit]:
    """An option behind the subcommand of a command, or behind its name (`after` is ``subcommand`` or ``name``)."""
    invocation = at.invocation
    if any(given.name == option.partition("=")[0] for given in invocation.options):
        raise Unfit("the option is there already")
    word = invocation.subcommand_word if after == "subcommand" else None
    return [Site(at.body).insert_words(word or invocation.words[0], option.split())]


def append_command(at: Instruction, command: str) -> list[Edit]:
    """A command behind the last one of a RUN, in the style of its list."""
    body = at.body
    if body is None or body.script is None or not body.script.complete or body.script.root is None:
        raise Unfit("the script cannot be read")
    pipelines = body.script.root.pipelines
    if not pipelines or body.fed is not None:
        raise Unfit("there is no command to put one behind")
    if body.is_program:
        raise Unfit("no shell runs this")
    site = Site(body)
    return [site.insert(pipelines[-1].end, separator(site, pipelines) + command)]
