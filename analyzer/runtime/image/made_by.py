"""What made a layer, for readers."""

from __future__ import annotations

import re

_ARGUMENTS = re.compile(r"(RUN )?\|[0-9]+ ")
_SHELL = re.compile(r"(?:^|\s)/\S{1,200}(?: -\S{1,100}){0,10} -c ")
_MARKS = re.compile(r"^(?:\S+ ){1,20}?#\(nop\)\s+")
_LONGEST = 2_000


def made_by(created_by: str) -> str:
    """``created_by`` of a history without the marks of builders, and without the build arguments that it may begin with.

    Who builds with a secret as a build argument finds it in the history; it is not repeated.
    """
    text = created_by[: 10 * _LONGEST].removesuffix(" # buildkit").strip()
    text = _MARKS.sub("", text)
    arguments = _ARGUMENTS.match(text)
    if arguments:
        # Values may hold anything, so the last that looks like a shell is the first that is certainly behind them.
        shells = list(_SHELL.finditer(text))
        text = "RUN " + (text[shells[-1].start() :].strip() if shells else "(with build arguments)")
    elif text.startswith("/") and not text.startswith("RUN "):
        text = f"RUN {text}"
    return " ".join(text.split())[:_LONGEST]
