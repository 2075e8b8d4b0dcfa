"""Files as they are while they are typed: nothing raises, and what is told fits the text."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.features import calls, definition, folding, highlight, links, references, rename, selection, symbols
from analyzer.lsp.features.names import LOWER, NAMED, names
from analyzer.lsp.features.workspace_symbols import named_parts
from tests.lsp.marked import snapshot

WHOLE = """\
# syntax=docker/dockerfile:1
# escape=`
ARG V=3.20
ARG B=b
# region one
FROM alpine:${V:-3} AS Build
ARG V
ENV A="$V" PATH=/x:$PATH `
    C='$A' 😀=é
RUN --mount=type=secret,id=t,env=T --mount=type=bind,from=${B},target=/y A=2; echo "$A $T" $((A + 1)) `
    && for i in 1 2; do echo "$i" https://example.com/$V; done
# endregion
FROM build AS next
RUN <<-"EOF" bash
\tcat <<X
\t${A:=x}
\tX
\tEOF
COPY --from="BUILD" a.txt /b
ONBUILD COPY --from=0 <<E /x
$V
E
FROM ${B}-$V
HEALTHCHECK --interval=1s CMD ["sh", "-c", "echo $A"]
CMD echo $A
"""
_PIECES = (
    "",
    "$",
    "${",
    "}",
    '"',
    "'",
    "`",
    "\\",
    "<<",
    "EOF",
    "\n",
    "\r",
    "\r\n",
    "FROM ",
    "--from=",
    "[",
    "😀",
    "\ufeff",
    "\udc80",
)


def _ask_everything(text: str, offset: int) -> None:
    found = snapshot(text)
    for name in names(found):
        for use in name.uses:
            written = text[use.range[0] : use.range[1]]
            assert 0 <= use.range[0] <= use.range[1] <= len(text)
            assert use.form not in (NAMED, LOWER) or written.lower() == name.text.lower()
    ranges = selection.selections(found, offset)
    assert all(outer[0] <= inner[0] and inner[1] <= outer[1] for inner, outer in pairwise(ranges))
    assert ranges[-1] == (0, len(text))
    for symbol in symbols.flat(symbols.symbols(found)):
        assert 0 <= symbol.range[0] <= symbol.selection[0] <= symbol.selection[1] <= symbol.range[1] <= len(text)
    assert all(0 <= each.range[0] <= each.range[1] <= len(text) for each in folding.folds(found))
    assert all(0 <= each.range[0] <= each.range[1] <= len(text) for each in links.links(found))
    assert [each.range for each in highlight.highlight(found, offset)] == references.references(found, offset)
    assert all(place[1] <= len(text) for place in definition.definition(found, offset))
    calls.stage_at(found, offset)
    calls.incoming(found, offset)
    calls.outgoing(found, offset)
    named_parts(text)
    with suppress(rename.RenameError):
        place = rename.prepare(found, offset)
        changes = rename.rename(found, offset, "n")
        assert place is not None or not changes


@pytest.mark.parametrize("line", range(WHOLE.count("\n") + 1))
def test_typed_so_far(line: int) -> None:
    text = "\n".join(WHOLE.split("\n")[: line + 1])
    for end in range(max(len(text) - 12, 0), len(text) + 1):
        _ask_everything(text[:end], end)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 6), st.sampled_from(_PIECES)), max_size=5), st.data())
def test_edited_at_random(edits: list[tuple[int, int, str]], data: st.DataObject) -> None:
    text = WHOLE
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    _ask_everything(text, data.draw(st.integers(0, len(text))))
