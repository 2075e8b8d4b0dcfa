"""Which source of COPY an archive is that RUN unpacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Facts = Callable[..., Any]

ARCHIVES = [
    ("COPY a.tgz /x/\nRUN tar xf /x/a.tgz", "a.tgz"),
    ("COPY a.tgz /x\nRUN tar xf /x/a.tgz", "a.tgz"),
    ("COPY a.tgz /x\nRUN cd /x && tar xf a.tgz", "a.tgz"),
    ("COPY a.tgz /b.tgz\nRUN tar xf /b.tgz", "a.tgz"),
    ("COPY a.tgz .\nRUN tar xf a.tgz", "a.tgz"),
    ("WORKDIR /w\nCOPY one.tgz two.tgz ./\nRUN tar xf two.tgz", "two.tgz"),
    ("ADD a.tgz /x/\nRUN tar xf /x/a.tgz", "a.tgz"),
    ("COPY d\\\\a.tgz C:\\\\b.tgz\nRUN tar xf b.tgz", "d\\a.tgz"),
    ("COPY a.tgz /x/\nRUN tar xf /y/a.tgz", None),
    ("COPY --from=0 a.tgz /x/\nRUN tar xf /x/a.tgz", None),
    ("RUN tar xf /x/a.tgz\nCOPY a.tgz /x/", None),
    ("COPY $UNKNOWN /x/\nRUN tar xf /x/a.tgz", None),
    ("COPY a.tgz /x/\nRUN cat /x/a.tgz | tar x", None),
    ("COPY . /x/\nRUN tar xf /x/a.tgz", None),
]


@pytest.mark.parametrize(("steps", "source"), ARCHIVES)
def test_copied_source(facts: Facts, steps: str, source: str | None) -> None:
    stage = facts(f"FROM a\n{steps}").stages[0]
    (archive,) = [one for step in stage.instructions for one in step.archives]
    found = archive.copied_source
    assert (found.value if found is not None else None) == source
