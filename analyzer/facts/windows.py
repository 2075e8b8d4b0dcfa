"""Recognising Windows images by name, and scripts that only PowerShell reads."""

from __future__ import annotations

from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.stages import Stage

_MARKS = (
    "windowsservercore", "nanoserver", "servercore", "windows/server", "mcr.microsoft.com/windows", "ltsc20", "sac2016",
    "dotnet/framework", "dotnet-framework", "microsoft/iis",
)  # fmt: skip
_LINUX = Lazy(
    r"(?i)alpine|debian|ubuntu|bookworm|bullseye|buster|trixie|stretch|slim|focal|jammy|noble|bionic|fedora|centos|ubi[0-9]|"
    r"redhat|rocky|alma|amazonlinux|busybox|scratch|linux|distroless|wolfi|suse|photon|mariner"
)
_CMDLET = (
    r"(?:Add|Clear|Compress|Convert(?:From|To)|Copy|Disable|Enable|Expand|Export|Find|Get|Import|Install|Invoke|Join|Measure|Move|"
    r"New|Out|Read|Register|Remove|Rename|Resolve|Restart|Save|Select|Set|Split|Start|Stop|Test|Unblock|Uninstall|Unregister|"
    r"Update|Wait|Write)-[A-Z][A-Za-z]+(?:\s|;|\Z)"
)
# A cmdlet as the first word, a preference variable, a .NET type: no shell script begins so.
_POWERSHELL = Lazy(
    rf"\s*(?:\$[A-Za-z_]\w*\s*=\s*)?(?:{_CMDLET}"
    r"|(?i:invoke-(?:webrequest|expression|restmethod)|expand-archive|set-executionpolicy|install-windowsfeature)\s"
    r"|(?i:iex)\s*\(+\s*(?i:new-object|iwr|invoke-)"
    r"|(?i:\$(?:ErrorActionPreference|ProgressPreference|VerbosePreference))\s*="
    r"|(?i:\[(?:system\.)?(?:net\.servicepointmanager|environment|io\.file|console)\])::)"
)

# PowerShell is run with several commands and no quotes around them: another shell would take the rest for its own.
_CMD = Lazy(rf"\s*(?i:powershell(?:\.exe)?)\s[^'\"]*?[;|]\s*{_CMDLET}")


def is_windows(stage: Stage) -> bool:
    """A stage that starts from an image outside the file runs Windows, as far as its FROM tells.

    In a file with the escape character of Windows paths, so does an image that may be of either kind.
    """
    platform = stage.platform
    if isinstance(platform, str):
        return platform.lower().startswith("windows")
    if stage.image is None:
        return False
    name = stage.image.partly_resolved
    if not isinstance(name, str) or stage.image.parts is None:
        return stage.file.escape == "`"
    if any(mark in name.lower() for mark in _MARKS):
        return True
    return stage.file.escape == "`" and _LINUX.search(name) is None


def shell_written_for(script: str) -> str | None:
    """The name powershell or cmd, where a script is certainly not for another shell."""
    if _POWERSHELL.match(script) is not None:
        return "powershell"
    return "cmd" if _CMD.match(script) is not None else None


def windows_shell(stage: Stage) -> str | None:
    """The shell that a RUN before any SHELL is certainly written for, so that the stage's image must bring it."""
    for step in stage.instructions:
        if step.kind == "SHELL":
            break
        if step.kind == "RUN" and not step.json_form and step.syntax.arguments:
            found = shell_written_for(step.syntax.arguments[0].text)
            if found is not None:
                return found
    return None
