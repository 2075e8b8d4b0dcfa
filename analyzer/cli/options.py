"""The command line's own option table, parser and errors.

A run on one file is measured in milliseconds, of which argparse would take a quarter.
"""

from __future__ import annotations


class UsageError(Exception):
    """The command line cannot be acted on. `hint` says what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Option:
    """``--name VALUE``, or a switch where it has no metavar. `choices` are all values allowed, where they can be listed."""

    __slots__ = ("choices", "help", "metavar", "name", "repeatable")

    def __init__(self, name: str, metavar: str, help: str, choices: tuple[str, ...] = (), repeatable: bool = False) -> None:
        self.name = name
        self.metavar = metavar
        self.help = help
        self.choices = choices
        self.repeatable = repeatable


class Command:
    """A sub-command: what it is called, what it takes, what its help says."""

    __slots__ = ("examples", "name", "operands", "options", "summary", "text")

    def __init__(
        self, name: str, operands: str, summary: str, options: tuple[Option, ...] = (), examples: str = "", text: str = ""
    ) -> None:
        self.name = name
        self.operands = operands
        self.summary = summary
        self.options = (*options, Option("help", "", "show this help"))
        self.examples = examples
        self.text = text


class Arguments:
    """What a command line holds: the values of its options, in order, and its operands."""

    __slots__ = ("operands", "values")

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.operands: list[str] = []

    def has(self, name: str) -> bool:
        """The option was given."""
        return name in self.values

    def all(self, name: str) -> list[str]:
        """The values of an option, in order; empty where it was not given."""
        return self.values.get(name, [])

    def listed(self, name: str) -> list[str]:
        """The values of an option whose values are lists joined by commas."""
        return [part.strip() for value in self.all(name) for part in value.split(",")]

    def one(self, name: str, default: str = "") -> str:
        """The value of an option that may be given once."""
        given = self.values.get(name)
        return given[0] if given else default


def read_arguments(command: Command, words: list[str]) -> Arguments:
    """Sorts the words after the command into options and operands. Raises UsageError.

    Options may stand anywhere before ``--``; ``--name=value`` and ``--name value`` mean the same; ``-`` is an operand.
    """
    table = {"--" + option.name: option for option in command.options}
    table["-h"] = table["--help"]
    arguments = Arguments()
    rest = iter(words)
    for word in rest:
        if word == "--":
            arguments.operands += rest
        elif word == "-" or not word.startswith("-"):
            arguments.operands.append(word)
        else:
            name, equals, value = word.partition("=")
            option = table.get(name)
            if option is None:
                raise _unknown_option(command, name, list(table))
            if option.metavar and not equals:
                value = _next_value(command, option, rest)
            elif equals and not option.metavar:
                raise UsageError(f"{name} takes no value", f"write {name} alone")
            _store(arguments, option, value)
    return arguments


def _next_value(command: Command, option: Option, rest: object) -> str:
    value = next(rest, None)  # type: ignore[call-overload]
    if isinstance(value, str):
        return value
    raise UsageError(f"--{option.name} needs a value", f"write --{option.name} {option.metavar}; {_help_of(command)}")


def _store(arguments: Arguments, option: Option, value: str) -> None:
    if option.choices and value not in option.choices:
        allowed = ", ".join(option.choices)
        near = suggest(value, option.choices)
        raise UsageError(f"--{option.name} cannot be {value!r}", f"{near}it is one of {allowed}")
    given = arguments.values.setdefault(option.name, [])
    if given and option.metavar and not option.repeatable:
        raise UsageError(f"--{option.name} is given twice", f"keep one of {given[0]!r} and {value!r}")
    given.append(value)


def _unknown_option(command: Command, name: str, known: list[str]) -> UsageError:
    near = suggest(name, known)
    return UsageError(f"{command.name} has no option {name}", f"{near}{_help_of(command)}")


def _help_of(command: Command) -> str:
    return f"see buildsecbot {command.name} --help"


def suggest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """``did you mean X? `` where a known word is near, else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1, 0.6)
    return f"did you mean {near[0]}? " if near else ""
