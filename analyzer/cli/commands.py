"""All sub-commands with their option tables, for what is made of them."""

from __future__ import annotations

from analyzer.cli.options import Command

GROUPS = ("rules", "config")
"""The commands whose first word names an action, which has an option table of its own."""


def every_command() -> list[Command]:
    """The commands and the actions of groups (``rules list``), by name."""
    from importlib import import_module
    from pkgutil import iter_modules

    from analyzer import cli

    found: dict[str, Command] = {}
    for module in iter_modules(cli.__path__):
        if module.name.endswith("_command"):
            values = vars(import_module(f"analyzer.cli.{module.name}")).values()
            found.update((value.name, value) for value in values if isinstance(value, Command))
    return [found[name] for name in sorted(found)]


def actions_of(group: str, commands: list[Command]) -> list[str]:
    """The names of a group's actions."""
    return [command.name.partition(" ")[2] for command in commands if command.name.startswith(group + " ")]
