"""Scripts as long and as deep as nobody writes them: read without recursion, and nothing lost."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import invocations
from analyzer.shell.parse import parse_script

COUNT = 5000


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("a" + " b" * 10 * COUNT, 1),
        (" && ".join(["a b"] * 2 * COUNT), 2 * COUNT),
        (" | ".join(["a"] * 2 * COUNT), 2 * COUNT),
        ("a;\n" * COUNT, COUNT),
        ("a $(" * COUNT + "b" + ")" * COUNT, COUNT + 1),
        ('a "$(' * COUNT + "b" + ')"' * COUNT, COUNT + 1),
        ("( " * COUNT + "b" + " )" * COUNT, 1),
        ("{ " * COUNT + "b" + "; }" * COUNT, 1),
        ("if a; then " * COUNT + "b" + "; fi" * COUNT, COUNT + 1),
        ("case a in b) " * COUNT + "c" + ";; esac" * COUNT, 1),
        ("f() { " * COUNT + "c" + "; }" * COUNT, 1),
        ("a ${b:-" * COUNT + "c" + "}" * COUNT, 1),
        ("a $((" + "(" * COUNT + "1" + ")" * COUNT + "))", 1),
        ("cat <<E\n$x\nE\n" * COUNT, COUNT),
        ("a >b" * COUNT, 1),
        ("a=b " * COUNT, 1),
        ('a "$b"' * COUNT, 1),
        ("sh -c 'a';" * 500, 500),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else str(value),
)
def test_long_and_deep_scripts(text: str, commands: int) -> None:
    script = parse_script(text)
    assert script.error is None
    assert len(script.commands) == commands
    assert len(invocations(script)) >= commands
    for command in script.commands[:10]:
        for word in command.words[:10]:
            assert word.references is not None


@pytest.mark.parametrize(
    "opening", ["(", "$(", '"$(', "${x:-", "$((", "((", "{ ", "'", '"$x', "`", "<<E\n", "a&&", "if a; then "]
)
def test_what_never_ends_is_an_error(opening: str) -> None:
    assert parse_script("a " + opening * (COUNT + 1)).commands == [] or opening in ("{ ", "<<E\n")
