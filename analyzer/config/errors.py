"""What is wrong with a configuration: every problem, each with its place."""

from __future__ import annotations

from analyzer.rules.errors import Mark, Problem, RuleErrors


class ConfigErrors(RuleErrors):
    """The configuration cannot be used. The codes of its problems: C0 files, C1 keys and values, C2 names."""


def refused(path: str, code: str, message: str, hint: str = "") -> ConfigErrors:
    """A problem of a file as a whole."""
    return ConfigErrors([Problem(Mark(path, 1, 1), code, message, hint)])
