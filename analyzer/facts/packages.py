"""The packages that a command installs."""

from __future__ import annotations

from analyzer.facts.node import Node
from analyzer.facts.unknown import UNKNOWN
from analyzer.shell.packages import packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.node import Text, Truth
    from analyzer.shell import packages as shell


class Package(Node):
    """A package as its ecosystem writes it. What a variable decides is unknown; so is whether a range names one version."""

    sort = "package"

    def __init__(self, command: Command, package: shell.Package) -> None:
        inset = 1 if command.body.is_program else 0
        super().__init__(command, *command.body.extract.span(package.start + inset, package.end - inset))
        expanded = package.word.value is None
        self.text = (package.word.value or "") if inset else package.text
        self.name: Text = UNKNOWN if package.name is None and expanded else package.name
        self.version: Text = UNKNOWN if package.version is None and expanded and package.pinned is None else package.version
        self.pinned: Truth = UNKNOWN if package.pinned is None else package.pinned
        self.source = package.source
        self.manager = command.manager


def command_packages(command: Command) -> list[Package]:
    """The packages of a command, in order."""
    if command.manager is None:
        return []
    return [Package(command, package) for package in packages(command.invocation)]
