"""Bodies of here-documents: read from the lines behind an instruction (parser/parser.go, Parse)."""

from __future__ import annotations

from analyzer.source.patterns import Lazy
from analyzer.syntax.heredoc_words import heredoc_words
from analyzer.syntax.nodes import Heredoc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.source.extract import Extract
    from analyzer.syntax.lines import LineReader
    from analyzer.syntax.nodes import Instruction

_HEREDOC_KINDS = frozenset({"RUN", "COPY", "ADD"})
_LEADING_TABS = Lazy(r"(?m)^\t+")


def declared_heredocs(node: Instruction) -> list[Heredoc]:
    """The here-documents that an instruction announces, in order; their bodies are not read yet.

    Raises ExpansionError where BuildKit cannot read such a word.
    """
    logical: Extract = node.logical
    if "<<" not in logical.text:
        return []
    carrier = node.trigger if node.kind == "ONBUILD" and node.trigger is not None else node
    if carrier.kind not in _HEREDOC_KINDS or carrier.json_form:
        return []
    return [
        Heredoc(word.name, word.descriptor, word.expand, word.strip_tabs, *logical.span(start, end))
        for word, start, end in heredoc_words(logical.text)
    ]


def read_body(heredoc: Heredoc, reader: LineReader) -> bool:
    """Reads lines up to the terminator; False where the file ends before it."""
    begin = reader.at
    while True:
        start, _, line = reader.next_line()
        if not line:
            heredoc.body = (begin, start)
            heredoc.terminator = (start, start)
            heredoc.content = reader.text[begin:start]
            return False
        candidate = line.rstrip("\r\n")
        if heredoc.strip_tabs:
            candidate = candidate.lstrip("\t")
        if candidate == heredoc.name:
            heredoc.body = (begin, start)
            heredoc.terminator = (start, start + len(line.rstrip("\r\n")))
            heredoc.content = reader.text[begin:start]
            return True


def chomped(content: str) -> str:
    """The content of a ``<<-`` here-document: leading tabs of each line removed (ChompHeredocContent)."""
    return str(_LEADING_TABS.sub("", content))
