"""How what is being typed is written: ``‸`` is the cursor; the active parameter stands in the label between ``«»``."""

from __future__ import annotations

import pytest

from analyzer.lsp.features.signature import signatures
from analyzer.lsp.knowledge.instructions import INSTRUCTIONS
from tests.lsp.marked import opened

CASES = [
    ("FROM ‸", "FROM [--platform=PLATFORM] «IMAGE[:TAG][@DIGEST]» [AS NAME]"),
    ("FROM --pl‸", "FROM «[--platform=PLATFORM]» IMAGE[:TAG][@DIGEST] [AS NAME]"),
    ("FROM --platform=‸ a", "--platform=«OS/ARCH[/VARIANT]»"),
    ("FROM a‸", "FROM [--platform=PLATFORM] «IMAGE[:TAG][@DIGEST]» [AS NAME]"),
    ("FROM a ‸", "FROM [--platform=PLATFORM] IMAGE[:TAG][@DIGEST] «[AS NAME]»"),
    ("FROM a AS b‸", "FROM [--platform=PLATFORM] IMAGE[:TAG][@DIGEST] «[AS NAME]»"),
    ("from ‸", "FROM [--platform=PLATFORM] «IMAGE[:TAG][@DIGEST]» [AS NAME]"),
    ("RUN ‸", "RUN [OPTIONS] «COMMAND»"),
    ("RUN a --b ‸", "RUN [OPTIONS] «COMMAND»"),
    ("RUN --‸", "RUN «[OPTIONS]» COMMAND"),
    ('RUN ["a",‸', 'RUN [OPTIONS] «["PROGRAM", "ARGUMENT", ...]»'),
    ("RUN <<E‸\na\nE", "RUN [OPTIONS] «<<EOF»"),
    ("RUN --network=‸", "--network=«default|none|host»"),
    ("RUN --network=none \\\n  --security=‸", "--security=«sandbox|insecure»"),
    ("RUN --mount=‸", "--mount=type=bind,target=PATH,[source=PATH],[from=STAGE],[rw]"),
    (
        "RUN --mount=type=ss‸",
        "--mount=«type=ssh»,[id=ID],[target=PATH],[required=true|false],[mode=MODE],[uid=NUMBER],[gid=NUMBER]",
    ),
    ("RUN --mount=type=tmpfs,dst=‸", "--mount=type=tmpfs,«target=PATH»,[size=SIZE]"),
    ("RUN --mount=type=tmpfs,target=/x,si‸", "--mount=type=tmpfs,target=PATH,«[size=SIZE]»"),
    ("COPY ‸", "COPY [OPTIONS] «SOURCE» ... DESTINATION"),
    ("COPY a ‸", "COPY [OPTIONS] SOURCE ... «DESTINATION»"),
    ("COPY a b‸", "COPY [OPTIONS] SOURCE ... «DESTINATION»"),
    ("COPY a‸ b", "COPY [OPTIONS] «SOURCE» ... DESTINATION"),
    ("COPY a ‸b c", "COPY [OPTIONS] «SOURCE» ... DESTINATION"),
    ("COPY --from=‸", "--from=«STAGE»"),
    ("COPY --link ‸", "COPY [OPTIONS] «SOURCE» ... DESTINATION"),
    ("COPY --link‸", "--link=true|false"),
    ('COPY ["a‸", "b"]', 'COPY [OPTIONS] ["«SOURCE»", ... "DESTINATION"]'),
    ("CMD ‸", 'CMD «["PROGRAM", "ARGUMENT", ...]»'),
    ("CMD a‸", "CMD «COMMAND»"),
    ('ENTRYPOINT ["‸', 'ENTRYPOINT «["PROGRAM", "ARGUMENT", ...]»'),
    ("ENV ‸", "ENV «NAME»=VALUE ..."),
    ("ENV A=‸", "ENV NAME=«VALUE» ..."),
    ("ENV A=b C‸", "ENV «NAME»=VALUE ..."),
    ("ENV A ‸b", "ENV NAME=«VALUE» ..."),
    ("LABEL a=b \\\r\n  c=‸", "LABEL KEY=«VALUE» ..."),
    ("ARG A=‸", "ARG NAME[=«DEFAULT»] ..."),
    ("USER a:‸", "USER USER[:«GROUP»]"),
    ("USER ‸", "USER «USER»[:GROUP]"),
    ("WORKDIR ‸", "WORKDIR «PATH»"),
    ("EXPOSE 80 ‸", "EXPOSE «PORT[/PROTOCOL]» ..."),
    ('VOLUME ["‸', 'VOLUME ["«PATH»", ...]'),
    ("HEALTHCHECK ‸", "HEALTHCHECK [OPTIONS] «CMD» COMMAND"),
    ("HEALTHCHECK --interval=‸", "--interval=«DURATION»"),
    ("HEALTHCHECK --interval=1s CMD ‸", "HEALTHCHECK [OPTIONS] CMD «COMMAND»"),
    ("HEALTHCHECK NONE‸", "HEALTHCHECK «NONE»"),
    ("ONBUILD ‸", "ONBUILD «INSTRUCTION»"),
    ("ONBUILD COPY a ‸", "COPY [OPTIONS] SOURCE ... «DESTINATION»"),
    ("STOPSIGNAL ‸", "STOPSIGNAL «SIGNAL»"),
    ("MAINTAINER ‸", "MAINTAINER «NAME»"),
    ('SHELL ["‸', 'SHELL «["PROGRAM", "ARGUMENT", ...]»'),
    ("# escape=`\nFROM a\nRUN --network=none `\n  --security=‸", "--security=«sandbox|insecure»"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "label"), CASES, ids=[text for text, _ in CASES])
def test_the_form_and_the_parameter(text: str, label: str) -> None:
    beginning = "" if "FROM" in text.upper() else "FROM x\n"
    file, marks = opened(beginning + text)
    found = signatures(file, marks.cursor)
    assert found is not None
    active = found[0][found[1]]
    shown = active.label
    if active.active >= 0:
        start, end = active.parameters[active.active]
        shown = f"{shown[:start]}«{shown[start:end]}»{shown[end:]}"
    assert shown == label


@pytest.mark.parametrize(
    "text", ["‸FROM a", "FRO‸M a", "FROM‸", "FRUIT ‸", "FROM a\n‸", "FROM a\n# c‸", "FROM a\nRUN <<E\na ‸\nE\n", ""]
)
def test_where_nothing_is_typed(text: str) -> None:
    file, marks = opened(text)
    assert signatures(file, marks.cursor) is None


@pytest.mark.parametrize("keyword", INSTRUCTIONS)
def test_every_parameter_is_explained(keyword: str) -> None:
    file, marks = opened(f"FROM a\n{keyword} ‸")
    found = signatures(file, marks.cursor)
    assert found is not None
    assert len(found[0]) == len(INSTRUCTIONS[keyword].forms)
    for each in found[0]:
        assert all(each.details)
        assert len(each.details) == len(each.parameters)
        assert "{" not in each.label
