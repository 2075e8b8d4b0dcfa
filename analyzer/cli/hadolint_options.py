"""hadolint's options and how its command line is read: ``-f json``, ``-fjson``, ``--format json`` and ``--format=json``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, suggest
from analyzer.config.hadolint import LABEL_TYPES, THRESHOLDS
from analyzer.config.hadolint_settings import FORMATS, label_type, one_of
from analyzer.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SHORT = {
    "c": "config",
    "f": "format",
    "o": "output",
    "t": "failure-threshold",
    "V": "verbose",
    "v": "version",
    "h": "help",
}
COMMAND = Command(
    "hadolint",
    "DOCKERFILE...",
    "Judges Dockerfiles in hadolint's place: its options, environment variables, configuration files, codes and formats.",
    (
        Option("config", "FILE", "its configuration (-c)"),
        Option("format", "F", "the format of the report (-f; default: tty)", FORMATS, repeatable=True),
        Option("output", "FILE", "where to write it (-o; default: standard output)"),
        Option("failure-threshold", "LEVEL", "the least level for exit code 1 (-t; default: info)", THRESHOLDS),
        Option("no-fail", "", "exit code 0 whatever is found"),
        Option("error", "CODE", "make a code an error", repeatable=True),
        Option("warning", "CODE", "make it a warning", repeatable=True),
        Option("info", "CODE", "make it an info", repeatable=True),
        Option("style", "CODE", "make it a matter of style", repeatable=True),
        Option("ignore", "CODE", "leave a code out", repeatable=True),
        Option("trusted-registry", "HOST", "a registry that images may come from", repeatable=True),
        Option("require-label", "LABEL:TYPE", "a label that images must have, and the form of its value", repeatable=True),
        Option("strict-labels", "", "allow no other labels"),
        Option("disable-ignore-pragma", "", "read no comments that silence findings"),
        Option("file-path-in-report", "PATH", "the path to report, in the formats that name a file for other programs"),
        Option("no-color", "", "use no colours"),
        Option("verbose", "", "print the settings to standard error (-V)"),
        Option("version", "", "show the version (-v)"),
    ),
    """
buildsecbot hadolint Dockerfile
buildsecbot hadolint -f json --ignore DL3008 -t error Dockerfile app/Dockerfile
buildsecbot hadolint --require-label maintainer:email --strict-labels Dockerfile
HADOLINT_IGNORE=DL3008 buildsecbot hadolint - < Dockerfile
""",
    f"""
Findings bear hadolint's codes, levels and places; their texts are our own. Codes of ShellCheck (SC2086) are part of them where
ShellCheck is installed: pip install 'buildsecbot[shellcheck]', or one in PATH. Without it two of them are found by our own
rules, and standard error says that the others are not.

Types of labels: {", ".join(LABEL_TYPES)}.
The configuration is .hadolint.yaml in the working directory, hadolint.yaml in XDG_CONFIG_HOME (or ~/.config), ~/.hadolint/ or
.hadolint.yaml in the home directory, the first that is there; .yml does as well. docs/hadolint.md tells what differs.

Exit codes: 0 nothing at or above the threshold; 1 findings, or something that could not be done.
""",
)


class HadolintArguments:
    """What the command line says: `options` by the keys of hadolint's configuration, and the other words."""

    __slots__ = ("files", "options", "output", "report_path", "shows")

    def __init__(self) -> None:
        self.options: dict[str, Any] = {
            "ignored": [],
            "override": {},
            "trustedRegistries": [],
            "label-schema": {},
            "formats": [],
        }
        self.files: list[str] = []
        self.output = ""
        self.report_path = ""
        self.shows = ""  # "help" or "version", where that is all it asks for


def read_hadolint_arguments(words: list[str]) -> HadolintArguments:
    """Sorts the words. Raises UsageError, and SettingError for a value that is none of those allowed."""
    found = HadolintArguments()
    table = {option.name: option for option in COMMAND.options}
    once: set[str] = set()
    for name, value in _pairs(words, table):
        if not name:
            found.files.append(value)
            continue
        option = table[name]
        if option.metavar and not option.repeatable:
            if name in once:
                raise UsageError(f"--{name} is given twice", "keep one of them")
            once.add(name)
        _take(found, name, value)
        if found.shows == "help":
            break
    return found


def _pairs(words: list[str], table: dict[str, Option]) -> Iterator[tuple[str, str]]:
    """Names of options with their values, and operands with an empty name."""
    rest = iter(words)
    for word in rest:
        if word == "--":
            yield from (("", operand) for operand in rest)
        elif word == "-" or not word.startswith("-"):
            yield "", word
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            option = table.get(name)
            if option is None:
                raise UsageError(f"hadolint has no option --{name}", f"{suggest('--' + name, _dashed(table))}{_HELP}")
            if equals and not option.metavar:
                raise UsageError(f"--{name} takes no value", f"write --{name} alone")
            yield name, value if equals or not option.metavar else _value(option, rest)
        else:
            yield from _short(word, table, rest)


def _short(word: str, table: dict[str, Option], rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    letters = word[1:]
    while letters:
        name = SHORT.get(letters[0])
        if name is None:
            raise UsageError(f"hadolint has no option -{letters[0]}", _HELP)
        letters = letters[1:]
        if table[name].metavar:
            yield name, letters or _value(table[name], rest)
            return
        yield name, ""


def _value(option: Option, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise UsageError(f"--{option.name} needs a value", f"write --{option.name} {option.metavar}; {_HELP}")
    return value


_HELP = "see buildsecbot hadolint --help"


def _dashed(table: dict[str, Option]) -> list[str]:
    return [f"--{name}" for name in table]


def _take(found: HadolintArguments, name: str, value: str) -> None:
    """Takes in an option."""
    options = found.options
    if name in SEVERITIES:
        known = options["override"].get(value, name)
        options["override"][value] = min(name, known, key=SEVERITIES.index)
    elif name == "ignore":
        options["ignored"].append(value)
    elif name == "trusted-registry":
        options["trustedRegistries"].append(value)
    elif name == "require-label":
        label, type_ = label_type(value, "--require-label")
        options["label-schema"][label] = type_
    elif name == "output":
        found.output = value
    elif name == "file-path-in-report":
        found.report_path = value
    elif name in ("help", "version"):
        found.shows = found.shows or name
    elif name == "format":
        options["formats"].append(one_of(value, "--format", FORMATS))
    elif name == "failure-threshold":
        options[name] = one_of(value, "--failure-threshold", THRESHOLDS)
    else:
        options[name] = value or True
