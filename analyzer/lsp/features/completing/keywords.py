"""Instructions at the beginning of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.place import NAME
from analyzer.lsp.features.completing.proposing import propose
from analyzer.lsp.knowledge.instructions import INSTRUCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_SNIPPETS = {
    "FROM": "FROM ${1:image}",
    "RUN": "RUN ${1:command}",
    "CMD": 'CMD ["${1:program}"]',
    "ENTRYPOINT": 'ENTRYPOINT ["${1:program}"]',
    "COPY": "COPY ${1:source} ${2:destination}",
    "ADD": "ADD ${1:source} ${2:destination}",
    "ARG": "ARG ${1:name}",
    "ENV": "ENV ${1:name}=${2:value}",
    "LABEL": "LABEL ${1:key}=${2:value}",
    "WORKDIR": "WORKDIR ${1:/app}",
    "USER": "USER ${1:user}",
    "EXPOSE": "EXPOSE ${1:8080}",
    "VOLUME": 'VOLUME ["${1:/data}"]',
    "HEALTHCHECK": "HEALTHCHECK --interval=${1:30s} --timeout=${2:3s} CMD ${3:command}",
    "SHELL": 'SHELL ["${1:/bin/bash}", "${2:-o}", "${3:pipefail}", "${4:-c}"]',
    "STOPSIGNAL": "STOPSIGNAL ${1:SIGTERM}",
    "ONBUILD": "ONBUILD ${1:RUN}",
}
_FIRST = frozenset({"FROM", "ARG"})
_NEVER_TRIGGERED = frozenset({"FROM", "ONBUILD", "MAINTAINER"})


def keywords(place: Place, *, snippets: bool) -> Iterator[Completion]:
    """All that may stand there, in the case in which the file writes them; before the first FROM that and ARG first."""
    if place.current and not place.current.isalpha():
        return
    small = _in_small_letters(place)
    begun = place.around.stage(place.offset) is not None
    for keyword, entry in INSTRUCTIONS.items():
        if place.onbuild and keyword in _NEVER_TRIGGERED:
            continue
        written = keyword.lower() if small else keyword
        text, snippet = written, snippets and place.rest_is_blank and keyword in _SNIPPETS
        if snippet:
            text = written + _SNIPPETS[keyword][len(keyword) :]
            if keyword == "ONBUILD" and small:
                text = text.replace("RUN", "run")
        rank = 8 if entry.deprecated else 1 if begun == (keyword not in _FIRST) else 2 if begun else 5
        yield from propose(
            place,
            place.at,
            written,
            "keyword",
            text=text,
            detail=entry.summary.partition(".")[0] if not entry.deprecated else f"deprecated: {entry.deprecated}",
            doc=("instruction", keyword),
            rank=rank,
            following=NAME,
            snippet=snippet,
            deprecated=bool(entry.deprecated),
        )


def _in_small_letters(place: Place) -> bool:
    written = [node.keyword.text for node in place.around.document.instructions if node.kind in INSTRUCTIONS]
    small, big = sum(map(str.islower, written)), sum(map(str.isupper, written))
    if small != big:
        return small > big
    return place.current.islower()
