"""The words that begin and end here-documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.features.completing.place import WORD
from analyzer.lsp.features.completing.proposing import propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_BEGUN = Lazy(r"<<(-?)([\"']?)([A-Za-z0-9_]*)$")


def delimiters(place: Place) -> Iterator[Completion]:
    """The word that ends the here-document the cursor is in, where a line of it may be that one."""
    heredoc = place.heredoc
    if heredoc is None or not place.rest_is_blank:
        return
    written = place.text.lstrip("\t") if heredoc.strip_tabs else place.text
    if heredoc.name.startswith(written):
        at = len(place.text) - len(written)
        detail = "ends the here-document"
        yield from propose(place, at, heredoc.name, "keyword", detail=detail, rank=0 if written else 2, following=WORD)


def beginnings(place: Place, *, snippets: bool) -> Iterator[Completion]:
    """``EOF`` behind ``<<``, with its end where the client takes snippets."""
    match = _BEGUN.search(place.text)
    if match is None or place.keyword not in ("RUN", "COPY", "ADD"):
        return
    at, quote = match.start(3), match.group(2)
    rest = place.snapshot.text[place.offset : place.offset + 1]
    for name in ("EOF", "EOT"):
        closed = name + (quote if rest != quote else "")
        if snippets and place.rest_is_blank and place.keyword == "RUN":
            text = f"{closed}\n$0\n{name}"
            yield from propose(place, at, name, "keyword", text=text, detail="here-document", snippet=True)
        else:
            yield from propose(place, at, name, "keyword", text=closed, detail="here-document")
