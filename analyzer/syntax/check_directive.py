"""The value of ``# check=...``: what BuildKit's own checks are to skip or to add (ParseLintOptions of linter/linter.go)."""

from __future__ import annotations

from analyzer.syntax.gobool import parse_bool
from analyzer.syntax.goquote import go_quote
from analyzer.syntax.whitespace import SPACES


class CheckDirectiveError(ValueError):
    """An option BuildKit refuses, in its words. `start` and `end` are its 0-based code points in the value."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class CheckOptions:
    """The checks to leave out and the experimental ones to run, by name and in order; `error` makes a finding fail the build.

    A name is not looked up and may be empty (``skip=``). Only ``all`` in lower case stands for all.
    """

    __slots__ = ("error", "experimental", "experimental_all", "skip", "skip_all")

    def __init__(self) -> None:
        self.skip_all = False
        self.skip: list[str] = []
        self.experimental_all = False
        self.experimental: list[str] = []
        self.error = False


def parse_check_options(value: str) -> CheckOptions:
    """The options of a directive's value. Raises CheckDirectiveError.

    At most three options are told apart: whatever follows the second ``;`` belongs to the third. A later option replaces an
    earlier one of its name, but a list does not take back an ``all``.
    """
    options = CheckOptions()
    text = value.strip(SPACES)
    at = value.find(text)
    for option in text.split(";", 2) if text else ():
        try:
            _read(options, option)
        except ValueError as error:
            raise CheckDirectiveError(str(error), at, at + len(option)) from None
        at += len(option) + 1
    return options


def _read(options: CheckOptions, option: str) -> None:
    key, equals, value = option.partition("=")
    if not equals:
        raise ValueError(f"invalid check option {go_quote(option)}")
    key, value = key.strip(SPACES), value.strip(SPACES)
    names = [name.strip(SPACES) for name in value.split(",")]
    if key == "skip":
        if value == "all":
            options.skip_all = True
        else:
            options.skip = names
    elif key == "experimental":
        if value == "all":
            options.experimental_all = True
        else:
            options.experimental = names
    elif key == "error":
        try:
            options.error = parse_bool(value)
        except ValueError as error:
            raise ValueError(f"failed to parse check option {go_quote(option)}: {error}") from None
    else:
        raise ValueError(f"invalid check option {go_quote(key)}")
