"""Proposals for what is being typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.comments import comments
from analyzer.lsp.features.completing.flags import flags
from analyzer.lsp.features.completing.heredocs import beginnings, delimiters
from analyzer.lsp.features.completing.images import image_references
from analyzer.lsp.features.completing.keywords import keywords
from analyzer.lsp.features.completing.paths import paths
from analyzer.lsp.features.completing.place import ARGUMENT, COMMENT, FLAG, HEREDOC, KEYWORD, Place
from analyzer.lsp.features.completing.ports import ports
from analyzer.lsp.features.completing.proposing import propose
from analyzer.lsp.features.completing.shell_commands import shell_words
from analyzer.lsp.features.completing.stages import earlier_stages
from analyzer.lsp.features.completing.users import owners
from analyzer.lsp.features.completing.values import folders, health_words, label_keys, shells, signals
from analyzer.lsp.features.completing.variables import SHELL_KINDS, declarable, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.snapshot import Snapshot

TRIGGERS = ("$", "{", "=", ":", ",", "/", "-", "<", "#", " ", '"', "@")
"""The characters behind which an editor asks without being told to."""
MOST = 200
"""Proposals that are sent at once; where there are more, those that hold what is typed, and the editor asks again."""


@dataclass(frozen=True, slots=True)
class Completions:
    """Proposals, the best first. `incomplete` tells that there are more of them."""

    items: tuple[Completion, ...]
    incomplete: bool = False


def completions(snapshot: Snapshot, offset: int, *, snippets: bool = False, trigger: str = "", most: int = MOST) -> Completions:
    """What may stand at a place.

    With `snippets` proposals may hold ``$1`` and its like. `trigger` is the character behind which an editor asks by itself;
    where that means nothing there, nothing is proposed.
    """
    place = Place(snapshot, offset)
    if trigger and _means_nothing(place, trigger):
        return Completions(())
    found = _once(_proposals(place, trigger, snippets=snippets))
    place.forget()
    incomplete = len(found) > most
    if incomplete:
        found = _fitting(snapshot.text, offset, found)[:most]
    found.sort(key=_order)
    return Completions(tuple(found), incomplete)


def _fitting(text: str, offset: int, found: list[Completion]) -> list[Completion]:
    """Those that hold what is typed; first those that begin with it."""
    kept: list[tuple[bool, tuple[str, str], Completion]] = []
    for each in found:
        at = each.label.casefold().find(text[each.range[0] : offset].casefold())
        if at >= 0:
            kept.append((at > 0, _order(each), each))
    return [each for _, _, each in sorted(kept, key=lambda one: one[:2])]


def _order(proposal: Completion) -> tuple[str, str]:
    return proposal.sort, proposal.label


def _means_nothing(place: Place, trigger: str) -> bool:
    """A space or comma in a script is no question, and so on."""
    if place.kind == HEREDOC or (place.kind == ARGUMENT and place.keyword in SHELL_KINDS):
        rest = place.text[place.begin :]
        if trigger == '"':
            return not rest.lstrip().startswith("[")
        begun = place.kind == HEREDOC or bool(rest.strip())
        return trigger in "=/:,#@" or (trigger == " " and begun)
    if trigger == "#":
        return place.kind != COMMENT
    return place.kind == KEYWORD


def _once(proposals: Iterator[Completion]) -> list[Completion]:
    """The first of each label and range."""
    found: dict[tuple[str, int], Completion] = {}
    for each in proposals:
        found.setdefault((each.label, each.range[0]), each)
    return list(found.values())


def _proposals(place: Place, trigger: str, *, snippets: bool) -> Iterator[Completion]:
    seen = variables(place)
    if seen is not None:
        yield from seen
    elif trigger and trigger in "${":
        return
    elif place.kind == COMMENT:
        yield from comments(place)
    elif place.kind == HEREDOC:
        yield from delimiters(place)
        yield from shell_words(place)
    elif place.kind == KEYWORD:
        yield from keywords(place, snippets=snippets)
    elif place.kind == FLAG:
        yield from flags(place)
    else:
        yield from beginnings(place, snippets=snippets)
        yield from _arguments(place)
        if not place.words and not place.current:
            yield from flags(place)


def _arguments(place: Place) -> Iterator[Completion]:
    keyword = place.keyword
    if keyword == "FROM":
        yield from _from(place)
    elif keyword in ("COPY", "ADD"):
        yield from _transfer(place)
    elif keyword in SHELL_KINDS:
        if keyword == "HEALTHCHECK" and not place.words:
            yield from health_words(place)
        yield from shell_words(place)
    elif keyword in ("WORKDIR", "VOLUME"):
        if not place.current.startswith("["):
            yield from folders(place, place.at)
    elif keyword in _OTHERS:
        yield from _OTHERS[keyword](place)


def _owner(place: Place) -> Iterator[Completion]:
    if not place.words:
        yield from owners(place, place.at)


_OTHERS = {
    "ARG": declarable,
    "USER": _owner,
    "EXPOSE": ports,
    "SHELL": shells,
    "STOPSIGNAL": signals,
    "LABEL": label_keys,
}


def _from(place: Place) -> Iterator[Completion]:
    if not place.words:
        if ":" not in place.current:
            yield from earlier_stages(place, place.at)
        yield from image_references(place, place.at)
    elif len(place.words) == 1:
        small = place.snapshot.document.instructions and place.snapshot.facts.keyword_case == "lower"
        yield from propose(place, place.at, "as" if small else "AS", "keyword", detail="names the stage", rank=1)


def _transfer(place: Place) -> Iterator[Completion]:
    """Sources and destination; of what lies in another stage or image nothing is known."""
    quoted = place.text[place.begin :].lstrip().startswith("[")
    at = place.at
    if quoted:
        start = max(place.text.rfind('"', place.begin), place.begin)
        if place.text.count('"', place.begin) % 2 == 0:
            return
        at = start + 1
    elsewhere = any(flag.startswith("--from=") for flag in place.flags)
    if place.words or (quoted and "," in place.text[place.begin : at]):
        yield from folders(place, at)
    if not elsewhere and not place.current.startswith("<<"):
        yield from paths(place, at, quoted=quoted)
