"""What an entry of an image's history says that was done."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR"
_CLASSIC = re.compile(rf"(?:\S+ ){{1,20}}?#\(nop\)\s+({_KINDS})\b ?", re.DOTALL)
_BUILDKIT = re.compile(rf"({_KINDS})\b ?", re.DOTALL)
_ARGUMENTS = re.compile(r"\|[0-9]+ ")
_COPIED = re.compile(r"(?:--\S+ )*(?:--\S+?)?(?:(?:file|dir|multi):)?[0-9a-f]{8,} in ")  # before 23 no space after a flag
_LONGEST = 200_000  # characters of an entry that are looked at


@dataclass(frozen=True, slots=True)
class Made:
    """An entry. `kind` is the instruction's keyword, `text` what follows it, without white space in `bare`.

    `copied` tells that `text` names no sources, as the classic builder writes it. What nothing is known of has no kind.
    """

    kind: str
    text: str
    bare: str
    copied: bool = False


def read_entry(created_by: str) -> Made:
    """What ``created_by`` says, written by the classic builder or by BuildKit."""
    text = created_by[:_LONGEST]
    if found := _CLASSIC.match(text):
        rest = text[found.end() :]
        source = _COPIED.match(rest) if found[1] in {"ADD", "COPY"} else None
        return _made(found[1], rest[source.end() :] if source else rest, copied=source is not None)
    if found := _BUILDKIT.match(text):
        return _made(found[1], text[found.end() :].removesuffix(" # buildkit"))
    if text.startswith("/") or _ARGUMENTS.match(text):  # the classic builder writes no keyword for RUN
        return _made("RUN", text)
    return _made("RUN" if " -c " in text[:200] else "", text)


def _made(kind: str, text: str, *, copied: bool = False) -> Made:
    return Made(kind, text, bare(text), copied)


def bare(text: str) -> str:
    """A text without its white space: builders differ in how much of it they keep."""
    return "".join(text.split())
