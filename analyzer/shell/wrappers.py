"""Looks through programs that run another command: ``sudo -E env A=1 timeout 60 apt-get update``."""

from __future__ import annotations

from analyzer.shell.arguments import Arguments
from analyzer.shell.describe import description
from analyzer.shell.nodes import Assignment
from analyzer.shell.packages import HOLE, pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.shell.describe import Description
    from analyzer.shell.word import Word


class Target:
    """What is run in the end: the index of its first word, its name, its description, and what stands before it.

    `name` is None where a variable decides it. `assignments` are those that env and the like are given.
    """

    __slots__ = ("assignments", "at", "description", "name", "wrappers")

    def __init__(self, words: list[Word], runners: Mapping[str, int]) -> None:
        self.at = 0
        self.name: str | None = None
        self.description: Description | None = None
        self.wrappers: list[str] = []
        self.assignments: list[Assignment] = []
        versioned = False
        while self.at < len(words):
            name = program_name(words[self.at])
            self.name = name.partition("@")[0] if versioned and name else name
            following, versioned = self._step(words, runners)
            if following is None:
                return
            self.at = following

    def _step(self, words: list[Word], runners: Mapping[str, int]) -> tuple[int | None, bool]:
        """The index of the word that is run by the one at `at`, None where it runs none; whether a version is in its name."""
        name, at = self.name, self.at
        if name is not None and name in runners:
            self.description = None
            following: int | None = at + 1 + runners[name]
        else:
            self.description = description(name) if name else None
            if self.description is None:
                following = _unknown_python(words, at)
                name = "python"
            elif self.description["wrapper"] is None and self.description["module"] is None:
                return None, False
            else:
                following = self._wrapped(words, at, self.description)
        if following is None or following >= len(words):
            return None, False
        self.wrappers.append(name or "")
        wrapper = self.description["wrapper"] if self.description is not None else None
        return following, wrapper is not None and wrapper["versioned"]

    def _wrapped(self, words: list[Word], at: int, described: Description) -> int | None:
        arguments = Arguments(words, at + 1, described, leading=True)
        if described["module"] is not None:
            return arguments.module(described["module"])
        wrapper = described["wrapper"]
        following = arguments.stopped
        names = {option.name for option in arguments.options}
        if wrapper["subcommands"]:
            subcommand = _subcommand(words, following, wrapper["subcommands"])
            if subcommand is None:
                return None
            following += 1 + subcommand.count(" ")
            arguments = Arguments(words, following, described, leading=True, subcommand=subcommand)
            names.update(option.name for option in arguments.options)
            following = arguments.stopped
        if names & described["unless"] or (wrapper["needs"] and not names & wrapper["needs"]):
            return None
        following += int(wrapper["operands"])
        while wrapper["assignments"] and following < len(words):
            assignment = assigned(words[following])
            if assignment is None:
                break
            self.assignments.append(assignment)
            following += 1
        if following < len(words) and words[following].text[:1] == "-":
            return None  # flock FILE -c SCRIPT
        if wrapper["only"] and following < len(words):
            program = (words[following].value or "").partition("@")[0]
            return following if program in wrapper["only"] else None
        return following


def program_name(word: Word) -> str | None:
    """The name of a program without its directory, which a variable may name; None where one decides the name itself."""
    if word.value is not None:
        return word.value.rsplit("/", 1)[-1] or None
    directory, slash, name = pattern(word).rpartition("/")
    return name if slash and directory and name and HOLE not in name else None


def assigned(word: Word) -> Assignment | None:
    """The assignment that a word such as ``NAME=value`` is to env; None where it is none."""
    name, sign, _ = word.text.partition("=")
    if not sign or not name.isidentifier():
        return None
    return Assignment(name, "=", word.tail(len(name) + 1), word.start, word.end)


def _subcommand(words: list[Word], at: int, subcommands: frozenset[str]) -> str | None:
    """The one that stands there, of one word or two."""
    values = [word.value or "" for word in words[at : at + 2]]
    for text in (" ".join(values), *values[:1]):
        if text in subcommands:
            return text
    return None


def _unknown_python(words: list[Word], at: int) -> int | None:
    """``$PYTHON -m pip``: nothing else takes such words."""
    following = words[at + 1 : at + 3]
    if words[at].value is not None or len(following) < 2 or following[0].value != "-m":
        return None
    described = description(following[1].value or "")
    return at + 2 if described is not None and described["manager"] == "pip" else None
