"""The outline of a file: arguments before the first FROM, then stages with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.redact import redact
from analyzer.lsp.data import Symbol
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax.nodes import Document, Instruction, Word

_LONGEST = 60  # characters of a name or a detail
_SPACE = Lazy(r"\s+")
_BEFORE_COMMAND = Lazy(r"(?:\s|(?:set|cd|export)\s[^;&|\n]*(?:&&|;|\n))*")
_KINDS = {
    "RUN": "function",
    "COPY": "file",
    "ADD": "file",
    "CMD": "event",
    "ENTRYPOINT": "event",
    "HEALTHCHECK": "event",
    "ONBUILD": "event",
    "EXPOSE": "interface",
    "VOLUME": "object",
    "LABEL": "key",
    "ENV": "variable",
    "ARG": "variable",
}
_PAIRED = frozenset({"ARG", "ENV", "LABEL"})


def symbols(snapshot: Snapshot) -> list[Symbol]:
    """The tree, in the order of the file."""
    return outline(snapshot.document)


def outline(document: Document) -> list[Symbol]:
    """The same of a tree alone."""
    found: list[Symbol] = []
    for index, nodes in enumerate(_stages(document), -1):
        children = tuple(symbol for node in nodes[index >= 0 :] for symbol in _symbols(node))
        if index < 0:
            found += children
        else:
            found.append(stage_symbol(nodes[0], nodes[-1], index, children))
    return found


def stage_symbol(first: Instruction, last: Instruction, index: int, children: tuple[Symbol, ...] = ()) -> Symbol:
    """A stage, from its FROM to its last instruction. One without a name goes by what it starts from."""
    words = first.arguments
    image = words[0] if words else None
    alias = words[2] if len(words) == 3 else None
    shown = alias or image
    name = shown.text if shown is not None and shown.text else f"stage {index}"
    detail = f"stage {index}" + (f", from {image.text}" if image is not None and alias is not None else "")
    selection = _place(shown) if shown is not None else _place(first.keyword)
    return Symbol(_short(name), "module", (first.start, last.end), selection, _short(detail), children)


def _stages(document: Document) -> list[list[Instruction]]:
    """The instructions before the first FROM, then those of each stage."""
    groups: list[list[Instruction]] = [[]]
    for node in document.instructions:
        if node.kind == "FROM":
            groups.append([])
        groups[-1].append(node)
    return groups


def _symbols(node: Instruction) -> Iterator[Symbol]:
    """An instruction; each pair of ARG, ENV and LABEL by itself."""
    if node.kind in _PAIRED and node.pairs:
        for number, pair in enumerate(node.pairs):
            value = pair.value.text[: 4 * _LONGEST] if pair.value is not None else ""
            masked = redact(f"{pair.key.text}={value}").partition("=")[2] if value else ""
            detail = f"{node.kind} {masked}".rstrip()
            start = node.start if number == 0 else pair.start
            name = _short(pair.key.text) or node.kind
            yield Symbol(name, _KINDS[node.kind], (start, max(pair.end, start)), _place(pair.key), _short(detail))
        return
    inner = tuple(_symbols(node.trigger)) if node.trigger is not None else tuple(_heredocs(node))
    kind = _KINDS.get(node.kind, "property")
    deprecated = node.kind == "MAINTAINER"
    yield Symbol(_title(node), kind, (node.start, node.end), _place(node.keyword), _flags(node), inner, deprecated)


def _title(node: Instruction) -> str:
    """Its keyword and the beginning of what it says; of a RUN the first command that does something."""
    keyword = node.keyword.text.upper()
    if node.trigger is not None:
        return keyword
    rest = node.rest.text if node.rest is not None else ""
    if node.kind == "RUN" and not node.json_form and len(node.heredocs) == 1 and rest.lstrip().startswith("<<"):
        rest = node.heredocs[0].content
    if node.kind == "RUN" and not node.json_form:
        before = _BEFORE_COMMAND.match(rest)
        rest = (rest[before.end() :] if before is not None else "") or rest
        rest = rest.lstrip().partition("\n")[0]
    return _short(f"{keyword} {redact(rest[: 4 * _LONGEST])}")


def _flags(node: Instruction) -> str:
    return _short(" ".join(redact(flag.text[: 4 * _LONGEST]) for flag in node.flags))


def _heredocs(node: Instruction) -> Iterator[Symbol]:
    for heredoc in node.heredocs:
        if heredoc.body[0] >= heredoc.end:
            place = heredoc.body[0], max(heredoc.terminator[1], heredoc.body[0])
            yield Symbol(_short(heredoc.name) or "<<", "string", place, place, "here-document")


def _place(word: Word) -> Range:
    return word.start, word.end


def _short(text: str) -> str:
    text = str(_SPACE.sub(" ", text)).strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def flat(tree: Iterable[Symbol]) -> Iterator[Symbol]:
    """All symbols of a tree, parents first."""
    for symbol in tree:
        yield symbol
        yield from flat(symbol.children)
