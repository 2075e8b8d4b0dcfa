"""Which line of the Dockerfile made which layer: histories as builders write them, beside the files they were built of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.api import parse
from analyzer.facts.model import file_facts
from analyzer.runtime.image.history import map_lines
from analyzer.runtime.image.made_by import made_by
from analyzer.runtime.image.model import Image, Layer

EMPTY = (
    "ARG",
    "ENV",
    "LABEL",
    "USER",
    "CMD",
    "SHELL",
    "EXPOSE",
    "VOLUME",
    "HEALTHCHECK",
    "STOPSIGNAL",
    "ENTRYPOINT",
    "ONBUILD",
)
BASE = ["", "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", '/bin/sh -c #(nop)  CMD ["sh"]']


def image(entries: list[str], layers: int | None = None) -> Image:
    """An image with a history. What changes no file has no layer, as BuildKit leaves it out."""
    history = []
    for entry in entries:
        word = entry.split("#(nop)")[-1].split()[0] if entry.split() else ""
        history.append({"created_by": entry, "empty_layer": True} if word in EMPTY else {"created_by": entry})
    filled = sum("empty_layer" not in entry for entry in history)
    made = [Layer(index, f"sha256:{index:064}") for index in range(filled if layers is None else layers)]
    return Image("sha256:0", {"history": history}, made)


def lines(entries: list[str], dockerfile: str, target: str = "") -> tuple[list[int | None], int | None]:
    """The lines of the layers, and how many of them are the base image's."""
    found = image(entries)
    mapping = map_lines(found, parse(dockerfile), target)
    assert bool(mapping.reason) == (mapping.base is None)
    return [layer.line for layer in found.layers], mapping.base


CLASSIC = """\
FROM base AS build
ARG V=1
ENV A=$V
RUN echo $V > /f
COPY a /b
FROM build AS next
WORKDIR /w/$A
RUN echo end   && \\
    # a remark
    echo "quoted $A"\tlast
FROM next
LABEL x=y
COPY --from=build /f /g
"""
CLASSIC_HISTORY = [
    "/bin/sh -c #(nop)  ARG V=1",
    "/bin/sh -c #(nop)  ENV A=1",
    "|1 V=1 /bin/sh -c echo $V > /f",
    "/bin/sh -c #(nop) COPY file:61f4faee8d3546bc59f21fe6168a562b in /b ",
    "/bin/sh -c #(nop) WORKDIR /w/1",
    '/bin/sh -c echo end   &&     echo "quoted $A" last',
    "/bin/sh -c #(nop)  LABEL x=y",
    "/bin/sh -c #(nop) COPY file:61f4faee8d3546bc59f21fe6168a562b in /g ",
]
BUILDKIT = """\
FROM base
ARG W="two words"
ARG Z
SHELL ["/bin/sh", "-e", "-c"]
RUN <<EOF
echo hi
echo ho $W
EOF
RUN ["/bin/echo", "x"]
ADD --chown=1:2 b.tar c /c/
COPY <<E1 <<E2 /docs/
one
E1
two
E2
RUN --mount=type=cache,target=/x --network=none echo m
RUN <<EOF cat > /q && <<-EO2 cat >> /q
first
EOF
\tsecond
EO2
WORKDIR /w
EXPOSE 80
VOLUME /v
HEALTHCHECK CMD true
CMD ["/bin/sh"]
"""
BUILDKIT_HISTORY = [
    "ARG W=two words",
    "ARG Z",
    "SHELL [/bin/sh -e -c]",
    "RUN |2 W=two words Z= /bin/sh -e -c echo hi\necho ho $W\n # buildkit",
    "RUN |2 W=two words Z= /bin/echo x # buildkit",
    "ADD --chown=1:2 b.tar c /c/ # buildkit",
    "COPY <<E1 <<E2 /docs/ # buildkit",
    "RUN |2 W=two words Z= /bin/sh -e -c echo m # buildkit",
    "RUN |2 W=two words Z= /bin/sh -e -c <<EOF cat > /q && <<-EO2 cat >> /q\nfirst\nEOF\nsecond\nEO2 # buildkit",
    "WORKDIR /w",
    "EXPOSE map[80/tcp:{}]",
    "VOLUME [/v]",
    'HEALTHCHECK &{["CMD-SHELL" "true"] "0s" "0s" "0s" "0s" \'\\x00\'}',
    'CMD ["/bin/sh"]',
]
CASES: dict[str, tuple[list[str], str, list[int | None], int | None]] = {
    "classic, three stages": ([*BASE, *CLASSIC_HISTORY], CLASSIC, [None, None, 4, 5, 7, 8, 13], 2),
    "classic, --label": (
        [*BASE, *CLASSIC_HISTORY, "/bin/sh -c #(nop)  LABEL a=b"], CLASSIC, [None, None, 4, 5, 7, 8, 13], 2,
    ),
    "BuildKit": ([*BASE, *BUILDKIT_HISTORY], BUILDKIT, [None, None, 5, 9, 10, 11, 16, 17, 22], 2),
    "classic, --chown": (
        [*BASE, "/bin/sh -c #(nop) COPY --chown=1:1 file:3b743465c03ed6c7 in /srv/data "],
        "FROM base\nCOPY --chown=1:1 a /srv/data\n", [None, None, 2], 2,
    ),
    "classic, --chown, before 23": (
        [*BASE, "/bin/sh -c #(nop) COPY --chown=1:1file:3b743465c03ed6c7 in /srv/data "],
        "FROM base\nCOPY --chown=1:1 a /srv/data\n", [None, None, 2], 2,
    ),
    "a here-document that names its interpreter": (
        [*BASE, "RUN /bin/sh -c /dev/pipes/EOF # buildkit"], "FROM base\nRUN <<EOF\n#!/bin/bash\nx\nEOF\n", [None, None, 2], 2,
    ),
    "from scratch": (["COPY a / # buildkit", "COPY b / # buildkit"], "FROM scratch\nCOPY a /\nCOPY b /\n", [2, 3], 0),
    "from scratch, and more before": (["RUN /bin/sh -c x", "COPY a / # buildkit"], "FROM scratch\nCOPY a /\n", [None, 2], None),
    "only a base image": (BASE, "FROM base\n", [None, None], 2),
    "a build argument of the build": (
        [*BASE, "ARG V=2", "COPY app-2 /app-2/ # buildkit"], "FROM base\nARG V=1\nCOPY app-$V /app-$V/\n", [None, None, 3], 2,
    ),
    "a variable of the base image": (
        [*BASE, "COPY a /srv/x # buildkit", "COPY b /srv/y # buildkit"],
        "FROM base\nCOPY a $HOME/x\nCOPY b $HOME/y\n", [None, None, 2, 3], 2,
    ),
    "two alike": (
        [*BASE, "COPY . . # buildkit", "COPY . . # buildkit"], "FROM base\nCOPY . .\nCOPY . .\n", [None, None, 2, 3], 2,
    ),
    "a trigger of a stage of the file": (
        ["RUN /bin/sh -c a # buildkit", "ONBUILD COPY x /y", "COPY x /y # buildkit", "RUN /bin/sh -c b # buildkit"],
        "FROM scratch AS s\nRUN a\nONBUILD COPY x /y\nFROM s\nRUN b\n", [2, 3, 5], 0,
    ),
    "a trigger of the base image": (
        [*BASE, "COPY . /app # buildkit", "RUN /bin/sh -c b # buildkit"], "FROM base\nRUN b\n", [None, None, None, 2], 3,
    ),
    "a shell of the base image": (
        [*BASE, "RUN /bin/bash -o pipefail -c b # buildkit"], "FROM base\nRUN b\n", [None, None, 2], 2,
    ),
    "what only ends alike": ([*BASE, "RUN /bin/sh -c a && b # buildkit"], "FROM base\nRUN b\n", [None, None, None], None),
    "another destination": ([*BASE, "COPY a /b # buildkit"], "FROM base\nCOPY a /c\n", [None, None, None], None),
    "another file": ([*BASE, "RUN /bin/sh -c other # buildkit"], "FROM base\nCOPY a /b\nRUN one\n", [None, None, None], None),
    "an instruction was added since": (
        [*BASE, "RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c two # buildkit"],
        "FROM base\nRUN one\nRUN two\nRUN three\n", [None, None, 2, 3], None,
    ),
    "instructions have changed places since": (
        [*BASE, "RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c two # buildkit"],
        "FROM base\nRUN two\nRUN one\nRUN three\n", [None] * 4, None,
    ),
    "two alike in a file that was changed": (
        [*BASE, "COPY . . # buildkit", "COPY . . # buildkit", "RUN /bin/sh -c x # buildkit"],
        "FROM base\nRUN new\nCOPY . .\nCOPY . .\nRUN x\nRUN y\n", [None, None, None, None, 5], None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("history", "dockerfile", "found", "base"), CASES.values(), ids=CASES.keys())
def test_layers_are_told_by_their_lines(history: list[str], dockerfile: str, found: list[int | None], base: int | None) -> None:
    assert lines(history, dockerfile) == (found, base)


def test_a_target_is_heeded_and_found_where_there_is_one() -> None:
    dockerfile = "FROM scratch AS one\nCOPY a /a\nFROM scratch AS two\nCOPY b /b\n"
    assert lines(["COPY a /a # buildkit"], dockerfile) == ([2], 0)
    assert lines(["COPY b /b # buildkit"], dockerfile) == ([4], 0)
    assert lines(["COPY a /a # buildkit"], dockerfile, "One") == ([2], 0)
    assert lines(["COPY a /a # buildkit"], dockerfile, "two") == ([None], None)
    twins = "FROM scratch AS one\nCOPY a /a\nFROM scratch AS two\nCOPY a /a\nFROM scratch\nCOPY b /b\n"
    assert lines(["COPY a /a # buildkit"], twins) == ([None], None), "two stages agree, so none is meant"


def test_facts_tell_of_the_build() -> None:
    document = parse("FROM scratch\nARG V=1\nCOPY a-$V /x\n")
    found = image(["ARG V=3", "COPY a-3 /x # buildkit"])
    assert map_lines(found, file_facts(document, {"V": "3"})).base == 0
    assert [layer.line for layer in found.layers] == [3]


def test_a_history_that_does_not_fit_the_layers_tells_nothing() -> None:
    found = image(["COPY a / # buildkit"], layers=2)
    found.layers[0].line = 7
    mapping = map_lines(found, parse("FROM scratch\nCOPY a /\n"))
    assert (mapping.base, [layer.line for layer in found.layers]) == (None, [None, None])
    assert "no history" in mapping.reason
    assert map_lines(image(["x"]), parse("# nothing\n")).reason == "the Dockerfile has no stage"


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=200))
def test_no_history_and_no_file_breaks_it(history: list[str], text: str) -> None:
    found = image(history)
    map_lines(found, parse(text))
    map_lines(found, parse(BUILDKIT))


def test_a_history_made_to_take_long_does_not() -> None:
    text = "ENV " + "a=" * 50_000
    keys = " ".join(f"a{'=x'}" for _ in range(200))
    assert lines([text, "COPY a / # buildkit"], f"FROM base\nENV {keys} zz=1\nCOPY a /\n")[0] == [3]
    words = " ".join(f"$V{number}" for number in range(200))
    assert lines(["COPY " + "a " * 50_000 + "/x # buildkit"], f"FROM base\nCOPY {words} b /y\n")[0] == [None]


MADE_BY = {
    "RUN /bin/sh -c echo $V > /f # buildkit": "RUN /bin/sh -c echo $V > /f",
    "/bin/sh -c #(nop) COPY file:61f4 in /b ": "COPY file:61f4 in /b",
    "/bin/sh -e -c #(nop)  SHELL [/bin/sh -e -c]": "SHELL [/bin/sh -e -c]",
    "/bin/sh -c echo a\techo b": "RUN /bin/sh -c echo a echo b",
    "|1 TOKEN=hunter2 /bin/sh -c curl x": "RUN /bin/sh -c curl x",
    "RUN |2 A=secret words B=/bin/sh -c hush /bin/sh -c curl x # buildkit": "RUN /bin/sh -c curl x",
    "RUN |1 TOKEN=hunter2 /bin/echo x # buildkit": "RUN (with build arguments)",
    "": "",
}


@pytest.mark.parametrize(("entry", "shown"), MADE_BY.items())
def test_what_made_a_layer_is_shown_without_build_arguments(entry: str, shown: str) -> None:
    assert made_by(entry) == shown
