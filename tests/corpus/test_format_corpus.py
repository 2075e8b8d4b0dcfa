"""The formatter on real Dockerfiles: it takes every file that parses, and what it writes says the same, for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.fixes.formatting.format import UnreadableError, formatted
from analyzer.fixes.formatting.style import Style
from analyzer.source.text import Source
from analyzer.syntax.dump import dump_buildkit
from analyzer.syntax.parse import parse_document

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())
FOLDERS = sorted({path.relative_to(CORPUS).parts[0] for path in FILES})
STYLES = {
    "default": Style(),
    "split": Style(split_runs=True),
    "other": Style("lower", "\t", 0, split_runs=True, width=40, newline="\r\n", final_newline=False, trim=False),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_but_layout_changes_and_only_once(folder: str, style: str) -> None:
    """`formatted` raises FormatError where one of both does not hold; here they are looked at from outside, too."""
    for path in FILES:
        if path.relative_to(CORPUS).parts[0] != folder:
            continue
        source = Source.from_bytes(path.read_bytes(), str(path))
        try:
            text = formatted(source, STYLES[style])
        except UnreadableError:
            assert any(issue.phase in ("parser", "instruction") for issue in parse_document(source).issues), path
            continue
        assert formatted(Source(text), STYLES[style]) == text, path
        if style == "default":
            assert squeezed(source.text) == squeezed(text), path


def squeezed(text: str) -> str:
    """BuildKit's dump without case and white space."""
    return "".join(dump_buildkit(parse_document(Source(text))).lower().replace("\\t", "").split())
