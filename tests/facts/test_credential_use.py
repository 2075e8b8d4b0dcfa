"""The credentials that a command takes from ARG and ENV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Facts = Callable[..., Any]
HEAD = "FROM a\nARG NPM_TOKEN VERSION TOKEN_URL\nENV DB_PASSWORD=x\n"

USES = [
    ("RUN curl https://example.org/$VERSION", []),
    ("RUN curl -H token:$NPM_TOKEN https://example.org", ["NPM_TOKEN"]),
    ('RUN ["sh", "-c", "tool ${NPM_TOKEN:-none}"]', ["NPM_TOKEN"]),
    ("RUN PGPASS=$DB_PASSWORD psql $NPM_TOKEN $DB_PASSWORD", ["NPM_TOKEN", "DB_PASSWORD"]),
    ("RUN tool '$NPM_TOKEN'", []),
    ("RUN tool $OTHER_TOKEN", []),
    ("RUN tool $TOKEN_URL", []),
    ("RUN <<EOF\ntool <<X\nkey=$NPM_TOKEN\nX\nEOF", ["NPM_TOKEN"]),
    ('RUN ["tool", "$NPM_TOKEN"]', []),
]


@pytest.mark.parametrize(("run", "names"), USES)
def test_credentials(facts: Facts, run: str, names: list[str]) -> None:
    step = facts(HEAD + run).stages[0].instructions[-1]
    assert [name for command in step.commands for name in command.credentials] == names


def test_trigger_belongs_to_another_build(facts: Facts) -> None:
    step = facts(f"{HEAD}ONBUILD RUN tool $NPM_TOKEN").stages[0].instructions[-1].trigger
    assert [command.credentials for command in step.commands] == [[]]
