"""The command line's own parser."""

from __future__ import annotations

import pytest

from analyzer.cli.options import Command, Option, UsageError, read_arguments

COMMAND = Command(
    "judge",
    "[PATH...]",
    "Judges.",
    (
        Option("level", "LEVEL", "how grave", ("error", "warning", "never")),
        Option("select", "S", "which", repeatable=True),
        Option("quiet", "", "say less"),
    ),
)

READ = [
    ([], {}, []),
    (["a", "b"], {}, ["a", "b"]),
    (["--level", "error", "a"], {"level": ["error"]}, ["a"]),
    (["--level=error", "a"], {"level": ["error"]}, ["a"]),
    (["a", "--quiet", "b"], {"quiet": [""]}, ["a", "b"]),
    (["--select", "x", "--select=y,z"], {"select": ["x", "y,z"]}, []),
    (["--select", "--quiet"], {"select": ["--quiet"]}, []),
    (["--select="], {"select": [""]}, []),
    (["--select=a=b"], {"select": ["a=b"]}, []),
    (["-"], {}, ["-"]),
    (["--", "--level", "-"], {}, ["--level", "-"]),
    (["--quiet", "--quiet"], {"quiet": ["", ""]}, []),
    (["-h"], {"help": [""]}, []),
]

REFUSED = [
    (["--levl", "error"], "no option --levl", "did you mean --level?"),
    (["-x"], "no option -x", "judge --help"),
    (["--level"], "--level needs a value", "--level LEVEL"),
    (["--level", "eror"], "--level cannot be 'eror'", "did you mean error? it is one of error, warning, never"),
    (["--level", "error", "--level", "never"], "--level is given twice", "'error' and 'never'"),
    (["--quiet=yes"], "--quiet takes no value", "--quiet alone"),
]


@pytest.mark.parametrize(("words", "values", "operands"), READ)
def test_words_are_sorted_into_options_and_operands(
    words: list[str], values: dict[str, list[str]], operands: list[str]
) -> None:
    arguments = read_arguments(COMMAND, words)
    assert arguments.values == values
    assert arguments.operands == operands


@pytest.mark.parametrize(("words", "message", "hint"), REFUSED)
def test_a_wrong_option_is_refused_with_a_hint(words: list[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_arguments(COMMAND, words)
    assert message in str(caught.value)
    assert hint in caught.value.hint
