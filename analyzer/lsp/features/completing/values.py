"""Arguments of which there are a few: forms of SHELL, words of HEALTHCHECK, signals, keys of labels, working directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.completing.place import NAME
from analyzer.lsp.features.completing.proposing import ordered, propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_ALL = Lazy(r"[^\r\n\\`]*")
_PATH = Lazy(r"[^\s\"',]*")
_SHELLS = {
    '["/bin/bash", "-o", "pipefail", "-c"]': "bash; a pipe fails where any of its commands does",
    '["/bin/bash", "-eo", "pipefail", "-c"]': "bash; the first command that fails ends the step, in pipes too",
    '["/bin/sh", "-c"]': "sh, the default",
    '["/bin/ash", "-eo", "pipefail", "-c"]': "ash of BusyBox, as in Alpine",
    '["powershell", "-Command"]': "Windows PowerShell",
    '["pwsh", "-Command"]': "PowerShell",
    '["cmd", "/S", "/C"]': "cmd, the default of Windows",
}
_SIGNALS = {
    "SIGTERM": "the default: end in order",
    "SIGINT": "as Ctrl+C does",
    "SIGQUIT": "end in order for nginx, PHP-FPM and others; others leave a core dump",
    "SIGHUP": "read the configuration anew, for many",
    "SIGUSR1": "up to the program",
    "SIGUSR2": "up to the program",
    "SIGWINCH": "end in order for Apache httpd",
    "SIGRTMIN+3": "end in order for systemd",
    "SIGKILL": "ends at once; it cannot be handled",
}
_LABELS = {
    "title": "the name of the image for people",
    "description": "what is in it",
    "version": "the version of what is in it",
    "source": "where its source code lies",
    "revision": "the revision of that",
    "created": "when it was built, as RFC 3339 has it",
    "authors": "who is responsible for it",
    "url": "where to read more about it",
    "documentation": "where its documentation is",
    "vendor": "who gives it away",
    "licenses": "its licences, as an SPDX expression",
    "ref.name": "the name of the reference",
    "base.name": "the image it is based on",
    "base.digest": "the digest of that",
}


def shells(place: Place) -> Iterator[Completion]:
    """Whole forms of SHELL."""
    if place.words:
        return
    found = (each for form, detail in _SHELLS.items() for each in propose(
        place, place.begin, form, "value", detail=detail, following=_ALL
    ))  # fmt: skip
    yield from ordered(found, 1)


def health_words(place: Place) -> Iterator[Completion]:
    """CMD and NONE."""
    choices = {"CMD": "the command that checks", "NONE": "turns off the check of the base image"}
    for word, detail in choices.items():
        if word == "CMD" or not place.flags:
            written = word.lower() if place.current.islower() else word
            yield from propose(place, place.at, written, "keyword", detail=detail, rank=1, following=NAME)


def signals(place: Place) -> Iterator[Completion]:
    """Signals, the usual first."""
    if not place.words:
        following = Lazy(r"[A-Z0-9+]*")
        found = (each for name, detail in _SIGNALS.items() for each in propose(
            place, place.at, name, "constant", detail=detail, following=following
        ))  # fmt: skip
        yield from ordered(found, 1)


def label_keys(place: Place) -> Iterator[Completion]:
    """The keys that the OCI image specification knows, and those of the file."""
    if "=" in place.current:
        return
    used = {str(pair.key) for stage in place.around.facts.stages for pair in stage.labels if isinstance(pair.key, str)}
    quote = place.current[:1] if place.current[:1] in ('"', "'") else ""
    at = place.at + len(quote)
    end = "" if quote or place.snapshot.text[place.offset : place.offset + 1] == "=" else "="
    for name, detail in _LABELS.items():
        key = f"org.opencontainers.image.{name}"
        yield from propose(place, at, key, "property", text=key + end, detail=detail, rank=2)
    for key in sorted(used):
        if not key.startswith("org.opencontainers.image."):
            yield from propose(place, at, key, "property", text=key + end, detail="used in this file", rank=1)


def folders(place: Place, at: int) -> Iterator[Completion]:
    """Working directories of the file: for WORKDIR, VOLUME and the destination of COPY and ADD."""
    found: dict[str, str] = {}
    stage = place.stage
    if place.keyword in ("COPY", "ADD"):
        found["./"] = "the working directory"
    for each in reversed(place.around.facts.stages):
        where = each.effective_workdir
        if isinstance(where, str) and not isinstance(where, Unknown) and where != "/":
            found.setdefault(where + ("/" if place.keyword in ("COPY", "ADD") else ""), "the working directory" + (
                "" if each is stage else f" of stage {each.name or each.index}"
            ))  # fmt: skip
    typed = place.text[at:]
    fitting = {path: detail for path, detail in found.items() if path.startswith(typed)}
    proposals = [item for path, detail in fitting.items() for item in propose(
        place, at, path, "folder", detail=detail, following=_PATH
    )]  # fmt: skip
    yield from ordered(proposals, 1)
