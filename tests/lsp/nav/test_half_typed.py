"""Files as they are while they are typed: nothing raises, and what is told fits the text."""

from __future__ import annotations

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
