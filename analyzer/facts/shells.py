"""Which shell runs an instruction, with which options."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage

POSIX = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "yash"})
OPTION_LETTERS = {
    "a": "allexport",
    "e": "errexit",
    "f": "noglob",
    "n": "noexec",
    "u": "nounset",
    "v": "verbose",
    "x": "xtrace",
    "C": "noclobber",
}
_WITH_FILE = frozenset({"--rcfile", "--init-file"})
_FRONT = frozenset({"env", "busybox"})  # what may stand before the shell's own name


class Shell:
    """A shell: its name without directory and ``.exe``, in lower case, and the options it is started with, by long name.

    `script` is the index of the argument that holds the script after ``-c``; None where no argument does.
    """

    __slots__ = ("name", "options", "script")

    def __init__(self, name: str, options: list[str], script: int | None) -> None:
        self.name = name
        self.options = options
        self.script = script

    @property
    def posix(self) -> bool:
        """It reads the language that the shell grammar describes."""
        return self.name in POSIX


def program(path: str) -> str:
    """The name of a program, without directory and ``.exe``."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return name[:-4] if name.lower().endswith(".exe") else name


def shell_of(argv: list[str]) -> Shell | None:
    """Reads an argument list that starts a shell, such as that of SHELL; None where it starts nothing."""
    at = 1 if len(argv) > 1 and program(argv[0]) in _FRONT else 0
    while at and at < len(argv) and (argv[at][:1] == "-" or "=" in argv[at]):  # env -S, env NAME=value
        at += 1
    if at >= len(argv) or not argv[at]:
        return None
    name = program(argv[at]).lower()
    options: list[str] = []
    takes_script = False
    at += 1
    while name in POSIX and at < len(argv) and argv[at][:1] in {"-", "+"} and argv[at] != "--":
        word = argv[at]
        at += 1
        if word.startswith("--"):
            at += word in _WITH_FILE
            continue
        takes_script |= "c" in word
        long = [OPTION_LETTERS[letter] for letter in word[1:] if letter in OPTION_LETTERS]
        if "o" in word and at < len(argv):
            long.append(argv[at])
            at += 1
        if word[0] == "-":
            options += [option for option in long if option not in options]
        else:
            options = [option for option in options if option not in long]
    return Shell(name, options, at if takes_script else None)


_DEFAULT = Shell("sh", [], None)
_WINDOWS = Shell("cmd", [], None)
_POWERSHELL = Shell("powershell", [], None)


def stage_shell(stage: Stage, before: int | None) -> Shell:
    """The shell as of a tick: of the last SHELL or comment on it, else BuildKit's default (dockerfile2llb/defaultshell.go).

    A base image from outside may bring a SHELL of its own; that is told only where a RUN is certainly written for PowerShell.
    """
    declared = _declared(stage, before) or _inherited(stage)
    if declared is not None:
        return declared
    written_for = stage.windows_shell
    if written_for == "powershell":
        return _POWERSHELL
    return _WINDOWS if written_for == "cmd" or stage.windows else _DEFAULT


def declared_shells(file: FileFacts) -> list[Shell | None]:
    """The shell that the last SHELL of each stage, or of those it starts from, declares; by stage index."""
    found: list[Shell | None] = []
    for stage in file.stages:
        base = stage.base_stage  # an earlier stage, so already there
        found.append(_declared(stage, None) or (None if base is None or isinstance(base, Unknown) else found[base.index]))
    return found


def _declared(stage: Stage, before: int | None) -> Shell | None:
    found = stage.last("SHELL", before)
    if stage.file.named_shells:
        from analyzer.facts.shell_comments import named_shell

        named = named_shell(stage, before, found[0] if found is not None else None)
        if named is not None:
            return named
    return found[1].declared_shell if found is not None else None


def _inherited(stage: Stage) -> Shell | None:
    base = stage.base_stage
    return None if base is None or isinstance(base, Unknown) else stage.file.declared_shells[base.index]


def shebang(script: str) -> Shell | None:
    """The interpreter that the first line of a script names."""
    if not script.startswith("#!"):
        return None
    return shell_of(script[2:].partition("\n")[0].split())
