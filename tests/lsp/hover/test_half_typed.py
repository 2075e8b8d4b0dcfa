"""Files as they are while they are typed: nothing raises, what is told fits the text, and no secret is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.features.display import HintOptions
from analyzer.lsp.features.hints import hints
from analyzer.lsp.features.hover import hover
from analyzer.lsp.features.lenses import lenses, resolve
from analyzer.lsp.features.signature import signatures
from analyzer.lsp.snapshot import Snapshot
from tests.lsp.marked import snapshot

ALL = HintOptions(scripts=True, layers=True)
SECRETS = ("hunter2secret", "ghp_1234567890abcdefghijklmnopqrstuvwxyz", "s3cr3t-Pa55", "Tr0ub4dor")
WHOLE = """\
# syntax=docker/dockerfile:1
# escape=`
ARG V=3.20
ARG DB_PASSWORD=hunter2secret
FROM alpine:${V:-3} AS Build
ARG V
ARG DB_PASSWORD
ENV A="$V" API_TOKEN=ghp_1234567890abcdefghijklmnopqrstuvwxyz B=$DB_PASSWORD `
    C='$A' 😀=é PIN="s3cr3t-Pa55"
# buildsecbot: ignore=apt-missing-yes,SC2086 -- because
RUN --mount=type=secret,id=t,env=T --mount=type=bind,from=build,target=/y A=2; echo "$A $T $API_TOKEN" `
    && curl -u admin:Tr0ub4dor https://example.com/$V && apt-get install -y --no-install-recommends curl
FROM build AS next
USER app:app
WORKDIR a
RUN <<-"EOF" bash
\tsudo apt-get update
\tMYSQL_PASSWORD=hunter2secret mysql
\tEOF
COPY --from="BUILD" --chown=$A a.txt /b
ONBUILD COPY --from=0 <<E /x
$V
E
FROM ${B}-$V
COPY . .
HEALTHCHECK --interval=1s CMD ["sh", "-c", "echo $A"]
CMD echo $A
"""
_PIECES = (
    "", "$", "${", "}", '"', "'", "`", "\\\n", "`\r\n", " \n", "<<EOF", "--", "--mount=type=", "--mount=type=cache,", "=", ",",
    "FROM", "FROM ", " AS ", "COPY --from=", "RUN [", "[", "]", "ENV ", "ONBUILD ", "#", "😀", "\r", "\x00", "é",
    "HEALTHCHECK ", 'SHELL ["a"]\n', "# buildsecbot: ignore=", "$(", "WORKDIR ", "USER ",
)  # fmt: skip


def everything(file: Snapshot, offset: int) -> list[str]:
    """All that is told at a place; each range must lie in the text."""
    length = len(file.text)
    told = []
    found = hover(file, offset)
    if found is not None:
        assert 0 <= found.range[0] <= offset <= found.range[1] <= length
        told.append(found.text)
    typed = signatures(file, offset)
    if typed is not None:
        active = typed[0][typed[1]]
        assert -1 <= active.active < len(active.parameters)
        assert len(active.details) == len(active.parameters)
        told += [active.label, active.documentation]
    return told


def of_the_file(file: Snapshot) -> list[str]:
    """All that is told of a file as a whole."""
    length = len(file.text)
    told = []
    for hint in hints(file, (0, length), ALL):
        assert 0 <= hint.offset <= length
        told += [hint.text, hint.tooltip]
    for lens in lenses(file):
        assert 0 <= lens.range[0] <= lens.range[1] <= length
        assert all(0 <= start <= end <= length for start, end in lens.places)
        told.append(lens.title)
        assert lens.data is None or resolve(file, lens.data) == lens.title
    return told


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_place_of_a_file(ending: str) -> None:
    file = snapshot(WHOLE.replace("\n", ending), select=["ALL"])
    told = of_the_file(file)
    for offset in range(len(file.text) + 1):
        told += everything(file, offset)
    assert len(told) > 500
    text = "\n".join(told)
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("end", range(0, len(WHOLE), 5))
def test_every_beginning_of_a_file(end: int) -> None:
    file = snapshot(WHOLE[:end])
    told = [*of_the_file(file), *everything(file, end), *everything(file, max(end - 2, 0))]
    assert not [secret for secret in SECRETS if secret in "\n".join(told)]


@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.sampled_from(_PIECES), st.sampled_from(_PIECES))
def test_a_piece_is_replaced(start: int, length: int, one: str, other: str) -> None:
    text = WHOLE[:start] + one + other + WHOLE[start + length :]
    file = snapshot(text)
    of_the_file(file)
    for offset in {start, start + len(one), start + len(one) + len(other) + 1, len(text)}:
        everything(file, min(offset, len(text)))


@given(st.lists(st.sampled_from([*_PIECES, "\n", " ", "a", "A"]), max_size=12))
def test_anything(pieces: list[str]) -> None:
    file = snapshot("".join(pieces))
    of_the_file(file)
    for offset in range(len(file.text) + 1):
        everything(file, offset)


def test_a_place_behind_the_end_is_none() -> None:
    assert hover(snapshot("FROM a\n"), 99) is None
