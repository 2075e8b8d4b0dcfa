"""What a command does, whatever its tool calls it: install, update (an index), upgrade, remove, clean, download, login ..."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.shell.invocation import Invocation

_INFORMING = ("--help", "-h", "--version", "-V", "-v")
_WITH_PACKAGES = ("install", "download")


def action(invocation: Invocation) -> str | None:
    """The action, one of `describe.ACTIONS`; None for any other, and for a command of which nothing is known."""
    described = invocation.description
    if described is None:
        return None
    for decided, subcommand, alternatives, operands in described["by-options"]:
        if subcommand != invocation.subcommand or (operands and not invocation.operands):
            continue
        if all(invocation.option(*names) is not None for names in alternatives):
            found: str | None = decided
            return found
    actions: dict[str, str] = described["actions"]
    if invocation.subcommand is None and (invocation.operands or invocation.option(*_INFORMING) is not None):
        return None
    return next((actions[key] for key in _keys(invocation) if key in actions), None)


def takes_packages(invocation: Invocation) -> bool:
    """Its operands are packages."""
    described = invocation.description
    if described is None or described["syntax"] is None:
        return False
    if described["by-options"] and action(invocation) in _WITH_PACKAGES and not described["packages"]:
        return True
    return any(key in described["packages"] for key in _keys(invocation))


def _keys(invocation: Invocation) -> Iterable[str]:
    """What a description may list the subcommand as, the closest first."""
    subcommand = invocation.subcommand or ""
    if invocation.group is not None:
        yield f"{invocation.group} {subcommand}"
        return
    if invocation.subcommand is not None and invocation.operands:
        yield f"{subcommand} {invocation.operands[0].value}"
    yield subcommand
