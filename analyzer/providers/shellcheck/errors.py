"""What can go wrong with ShellCheck."""

from __future__ import annotations

HINT = "it comes with an extra: pip install 'buildsecbot[shellcheck]'"


class ShellCheckMissingError(Exception):
    """There is no ShellCheck that could be used; `hint` tells how to get one."""

    hint = HINT


class ScriptError(Exception):
    """ShellCheck did not judge a script: it crashed, took too long or said what cannot be read."""
