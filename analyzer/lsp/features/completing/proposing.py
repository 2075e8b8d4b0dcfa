"""Proposals as they are made at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.lsp.data import Completion
from analyzer.lsp.features.completing.place import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.lsp.features.completing.place import Place
    from analyzer.source.patterns import Lazy


def propose(
    place: Place,
    at: int,
    label: str,
    kind: str = "value",
    *,
    text: str | None = None,
    detail: str = "",
    documentation: str = "",
    doc: tuple[Any, ...] = (),
    rank: int = 5,
    following: Lazy = WORD,
    snippet: bool = False,
    deprecated: bool = False,
) -> Iterator[Completion]:
    """A proposal in place of what is typed from `at` on; none where that reaches over lines.

    `rank` orders groups of proposals, from 0. `doc` is what `documentation_of` is asked for later.
    """
    span = place.span(at, following)
    if span is None:
        return
    yield Completion(
        label=label,
        range=span,
        text=label if text is None else text,
        kind=kind,
        detail=detail,
        documentation=documentation,
        snippet=snippet,
        sort=f"{rank}{label.lower()}",
        data={"doc": list(doc)} if doc else None,
        deprecated=deprecated,
    )


def ordered(found: Iterable[Completion], rank: int) -> Iterator[Completion]:
    """Proposals in the order they come in, as a group of this rank."""
    from dataclasses import replace

    for number, each in enumerate(found):
        yield replace(each, sort=f"{rank}{number:04}")
