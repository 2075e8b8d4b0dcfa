"""Commands that refresh the package index of a system: whether something uses it, and whether it was fresh already."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.stages import Stage

_FRESH = frozenset({"--update", "--update-cache", "-U"})  # with which apk add refreshes it first
_USING = frozenset({"install", "upgrade", "dist-upgrade", "download"})
_READING = frozenset({"search", "show", "policy", "madison", "depends", "rdepends", "info", "query", "repoquery"})
_REPOSITORIES = ("sources.list", "/etc/apt/", "yum.repos.d", "apk/repositories", "/etc/zypp/")
_SCRIPTS = (".sh", ".bash", ".py")
_INSTALLERS = ("sh", "bash", ".", "source", "eval", "make", "puppet", "ansible-playbook", "chef-solo", "salt-call")
_OF_FILES = frozenset({"dpkg", "gdebi", "rpm"})
_BRINGING = ("-release", "-repo", "-repos", "-repository")
_SYSTEM = frozenset({"apt", "apk", "dnf", "yum", "zypper", "pacman", "opkg", "xbps"})


def updates_index(command: Command) -> bool:
    """It refreshes the index of the system's package manager."""
    if command.manager not in _SYSTEM:
        return False
    return command.action == "update" or (command.subcommand == "add" and not _FRESH.isdisjoint(command.options))


def reads_index(command: Command) -> bool:
    """It installs or shows something that it finds in the index of its package manager."""
    return command.action in _USING or command.subcommand in _READING


def index_uses(commands: list[Command]) -> dict[Command, Command | Unknown | None]:
    """Each command of a body that refreshes an index, with the next one that installs or reads with it, maybe itself.

    Unknown where a script may do so.
    """
    found: dict[Command, Command | Unknown | None] = {}
    users: dict[str | None, Command] = {}
    unsure = False
    for command in reversed(commands):
        if updates_index(command):
            itself = command.subcommand == "add" or bool(command.packages)
            found[command] = command if itself else users.get(command.manager, UNKNOWN if unsure else None)
        elif command.manager is not None and reads_index(command):
            users[command.manager] = command
        elif may_install(command):
            unsure = True
    return found


def may_install(command: Command) -> bool:
    """It is a script or a program of which nothing is known."""
    words = command.invocation.words
    if not words or words[0].value is None:
        return bool(words)
    if words[0].value.endswith(_SCRIPTS) or (words[0].value.startswith(("./", "/")) and "/bin/" not in words[0].value):
        return True
    return command.name in _INSTALLERS and bool(command.operands)


def earlier_updates(stage: Stage) -> dict[Command, Command | None]:
    """Each command of a stage that refreshes an index, with the one before it that did, no repository having come since."""
    found: dict[Command, Command | None] = {}
    last: dict[str | None, Command] = {}
    for step in stage.instructions:
        if step.kind in ("COPY", "ADD"):
            if any(mark in step.text for mark in _REPOSITORIES):
                last.clear()
        elif step.kind == "RUN":
            commands = step.commands
            if isinstance(commands, Unknown):
                last.clear()
                continue
            for command in commands:
                if updates_index(command):
                    found[command] = last.get(command.manager)
                    last[command.manager] = command
                elif last and _changes_repositories(command):
                    last.clear()
    return found


def _changes_repositories(command: Command) -> bool:
    return (
        command.action in ("add-repository", "add-key")
        or any(mark in command.text for mark in _REPOSITORIES)
        or (command.name == "dpkg" and "--add-architecture" in command.options)
        or _installs_repository(command)
        or may_install(command)
    )


def _installs_repository(command: Command) -> bool:
    """It installs a package that may bring a repository: one from a file, or one that is named like that."""
    if command.manager not in _SYSTEM or command.action != "install":
        return False
    return command.name in _OF_FILES or any(
        package.source in ("url", "file", "path") or (isinstance(package.name, str) and package.name.endswith(_BRINGING))
        for package in command.packages
    )
