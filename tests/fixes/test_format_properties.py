"""On generated Dockerfiles: nothing but layout changes, and what is formatted stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.fixes.formatting.format import UnreadableError, formatted
from analyzer.fixes.formatting.style import Style
from analyzer.source.text import Source
from analyzer.syntax.dump import dump_buildkit
from analyzer.syntax.nodes import Instruction
from analyzer.syntax.parse import parse_document

STYLES = st.builds(
    Style,
    keyword_case=st.sampled_from(("upper", "lower", "keep")),
    indent=st.sampled_from(("    ", "\t", "")),
    blank_lines=st.integers(0, 2),
    split_runs=st.booleans(),
    width=st.integers(1, 40),
    newline=st.sampled_from(("", "\n", "\r\n")),
    final_newline=st.booleans(),
    trim=st.booleans(),
)
GAPS = st.sampled_from((" ", "  ", "\t", " \\\n", "\\\n  ", " \\\n\n \\\n\t", " \\\n# c \n ", " \\ \n  #\n\n", "", " \\\r\n "))
SHELL = st.sampled_from(
    (
        *("a", "'b  c'", '"d \\\n e"', "$(f  g)", "$(f \\\n g)", "`h  i`", "&&", "||", ";", "|", "&", "(", ")", "{", "}", "if"),
        *("then", "fi", "for x in y", "do", "done", "else", "case x in", "p)", ";;", "esac", "!", ">o", "2>&1", "<", "x=1"),
        *(
            "y=(1 2)",
            "\\ ",
            "\\\\",
            "#",
            "# k",
            "[[",
            "]]",
            "$x",
            "${x:-  y}",
            "\\(",
            "\\)",
            "<<<w",
            "\u00a0",
            "f()",
            "-n",
            "é",
        ),
        "\\\n",
    )
)
WORDS = st.sampled_from(
    ("a", "b=c", "'d  e'", '"f g"', "k=\\ v", "--x=y", "--", "[", "]", '"p",', '["q","r"]', "AS", "#", "<<E", "\\")
)
KEYWORDS = st.sampled_from(
    (
        *(
            "FROM a",
            "from",
            "run",
            "RUN",
            "CMD",
            "Entrypoint",
            "env",
            "LABEL",
            "ARG",
            "copy",
            "ADD",
            "USER",
            "WORKDIR",
            "expose",
        ),
        *("healthcheck cmd", "HEALTHCHECK", "ONBUILD run", "onbuild env", "SHELL", "VOLUME", "STOPSIGNAL", "MAINTAINER"),
    )
)
BETWEEN = st.sampled_from(
    ("\n", "\n", "\r\n", "\n\n\n", "\n  # syntax=x\n", "\n# check=y\n\n", "  \n\t\n", "\n#\n", "\nE\n", " \\\n")
)
TOPS = st.sampled_from(
    ("", "# syntax=a\n", "# escape=`\n", "\n\n# syntax=b\n", "  # check=skip=all\n", "#!x\n# syntax=c\n", "\ufeff")
)


def joined(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pieces with gaps between them."""
    return st.lists(st.tuples(GAPS, pieces), max_size=9).map(lambda found: "".join(text for pair in found for text in pair))


INSTRUCTIONS = st.tuples(KEYWORDS, joined(st.one_of(SHELL, SHELL, WORDS)), BETWEEN).map("".join)
FILES = st.tuples(TOPS, st.just("FROM a\n"), st.lists(INSTRUCTIONS, min_size=1, max_size=4).map("".join)).map("".join)


@given(FILES, STYLES)
def test_nothing_but_layout_changes_and_only_once(text: str, style: Style) -> None:
    """`formatted` proves both itself, and raises FormatError where they do not hold."""
    try:
        result = formatted(Source(text), style)
    except UnreadableError:
        return
    assert formatted(Source(result), style) == result
    assert dump(text) == dump(result)


def dump(text: str) -> str:
    """BuildKit's dump, without keywords and white space."""
    document = parse_document(Source(text))
    for node in document.instructions:
        lower(node)
    return "".join(dump_buildkit(document).split()).replace("\\t", "")


def lower(node: Instruction) -> None:
    """Writes all that is a keyword in lower case."""
    for word in [node.keyword, *(node.arguments[:1] if node.kind == "HEALTHCHECK" else ())]:
        word.text = word.text.lower()
    if node.kind == "FROM" and len(node.arguments) == 3:
        node.arguments[1].text = node.arguments[1].text.lower()
    if node.trigger is not None:
        lower(node.trigger)


@given(st.text(alphabet=" \t\n\r\\`#FROMrun&|;'\"[]<>=ab,-", max_size=60), STYLES)
def test_any_text(text: str, style: Style) -> None:
    try:
        result = formatted(Source(f"FROM a\n{text}"), style)
    except UnreadableError:
        return
    assert formatted(Source(result), style) == result
