"""A command of a script, one of its options, or what it is told to do: what our tables know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.facts.leftovers import by_command
from analyzer.facts.unknown import Unknown
from analyzer.lsp.data import Hover
from analyzer.lsp.features.markdown import items, together
from analyzer.shell.describe import description

if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.data import Range
    from analyzer.lsp.features.shown import Shown
    from analyzer.shell.word import Word

ACTIONS = {
    "install": "installs packages",
    "update": "fetches the index of packages",
    "upgrade": "upgrades what is installed",
    "dist-upgrade": "upgrades what is installed, and removes or adds packages for it",
    "remove": "removes packages",
    "clean": "removes what was downloaded",
    "download": "downloads packages without installing them",
    "add-repository": "adds a source of packages",
    "add-key": "adds a key that packages are trusted by",
    "login": "signs in somewhere",
    "configure": "changes the settings of the package manager",
}
TRAITS = {
    "assume-yes": "asks nothing",
    "no-cache": "keeps no cache",
    "no-recommends": "leaves out packages that others only recommend",
    "quiet": "says less",
    "dry-run": "only shows what it would do",
    "unverified": "takes packages without a signature, or hosts without a certificate",
    "lock-enforced": "installs what the lock file names, and nothing else",
    "no-scripts": "runs no scripts of the packages",
    "no-dev": "leaves out what only development needs",
}


def command_at(step: Instruction, offset: int, shown: Shown) -> Hover | None:
    """What is told of the word of a script at a place; None where the tables know nothing of it."""
    commands = step.commands
    if isinstance(commands, Unknown):
        return None
    near = [each for each in commands if each.start <= offset <= each.end]
    for command in sorted(near, key=lambda each: each.end - each.start):
        found = _word(command, offset, shown)
        if found is not None:
            return found
    return None


def _word(command: Command, offset: int, shown: Shown) -> Hover | None:
    invocation = command.invocation
    for number, word in enumerate(invocation.words):
        place = _place(command, word)
        if not place[0] <= offset <= place[1]:
            continue
        if number == 0:
            return _hover(_about_name(command, shown), place)
        if word is invocation.subcommand_word:
            return _hover(_about_subcommand(command, shown), place)
        rows = [_about_option(command, option.name, shown) for option in invocation.options if option.word is word]
        return _hover("\n\n".join(row for row in rows if row), place)
    return None


def _hover(text: str, place: Range) -> Hover | None:
    return Hover(text, place) if text else None


def _place(command: Command, word: Word) -> Range:
    inset = 1 if command.body.is_program else 0  # the quotes of a JSON string
    return command.body.extract.span(word.start + inset, word.end - inset)


def _about_name(command: Command, shown: Shown) -> str:
    name = command.name
    described = description(name) if name is not None else None
    if name is None:
        return ""
    rows = []
    if described is not None and described["manager"]:
        rows.append(f"package manager {shown.code(described['manager'])}")
    if command.action in ACTIONS:
        rows.append(f"{ACTIONS[command.action]}{_packages(command, shown)}")
    rows += [TRAITS[trait] for trait in TRAITS if getattr(command, trait.replace("-", "_"), None) is True]
    if command.wrappers:
        rows.append(f"run through {together([shown.code(each) for each in command.wrappers])}")
    rows += [
        f"leaves {shown.code(left.paths[0])} behind, unless that is removed or mounted"
        for left in by_command(name)
        if command.subcommand in left.subcommands
    ]
    if command.available is False:
        rows.append("the image is known to lack this program")
    return f"**{shown.text(name)}**\n\n{items([*rows, _circumstances(command, shown)])}"


def _packages(command: Command, shown: Shown) -> str:
    names = [shown.code(package.text) for package in command.packages]
    return f": {together(names)}" if names else ""


def _circumstances(command: Command, shown: Shown) -> str:
    """Who runs it, and where."""
    user, directory = command.instruction.user, command.directory
    who = shown.code(user) if isinstance(user, str) else "the user of the base image"
    where = f" in {shown.code(directory)}" if isinstance(directory, str) else ""
    return f"run by {who}{where}"


def _about_subcommand(command: Command, shown: Shown) -> str:
    if command.name is None or command.subcommand is None or command.action not in ACTIONS:
        return ""
    return f"**{shown.text(f'{command.name} {command.subcommand}')}** {ACTIONS[command.action]}{_packages(command, shown)}"


def _about_option(command: Command, option: str, shown: Shown) -> str:
    name = command.name
    described = description(name) if name is not None else None
    if described is None or name is None:
        return ""
    found = [text for trait, text in TRAITS.items() if _brings_about(described, trait, option)]
    if takes_value(described, option, command.subcommand):
        found.append("takes a value")
    return f"{shown.code(option)} of {shown.code(name)}: {', '.join(found)}" if found else ""


def takes_value(described: dict[str, Any], option: str, subcommand: str | None = None) -> bool:
    """The next word, or the rest of its own, is the option's value."""
    values = described["subcommand-values"].get(subcommand, described["values"])
    return option in values or option in described["attached"]


def _brings_about(described: dict[str, Any], trait: str, option: str) -> bool:
    return any(kind == "option" and name == option for kind, name, _ in described["traits"].get(trait, ()))
