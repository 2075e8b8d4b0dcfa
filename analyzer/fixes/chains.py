"""The commands of a RUN laid out: one to a line, or as a here-document."""

from __future__ import annotations

from itertools import pairwise

from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.flags import refuse_new
from analyzer.fixes.layout import INDENT, crosses_comment, indent, is_wrapped, newline
from analyzer.fixes.site import Site
from analyzer.shell.nodes import SimpleCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import List, Pipeline

LONG = 100  # characters of a line that is broken
_BLANK = " \t"


def break_lines(at: Instruction) -> list[Edit]:
    """The long lines of a RUN are broken at what joins its commands, and between words where they are long still."""
    root, site = _script(at)
    margin, ending = indent(at) if is_wrapped(at) else INDENT, f"{at.file.escape}{newline(at.file)}"
    leading = _leads(site, root)
    edits = []
    for before, following in pairwise(root.pipelines):
        start, stop = site.span(before.end - 1, before.end)[1], site.span(following.start, following.start + 1)[0]
        gap = site.source[start:stop]
        if "\n" not in gap and _is_long(site.source, start) and site.is_join(before.end, following.start):
            sign = gap.strip(_BLANK)
            edits.append(
                Edit(start, stop, f" {ending}{margin}{sign} ")
                if leading and sign == "&&"
                else Edit(start, stop, f"{'' if sign == ';' else ' '}{sign} {ending}{margin}")
            )
    for pipeline in root.pipelines:
        for command in pipeline.commands:
            if isinstance(command, SimpleCommand):
                edits += _words(site, command, f" {ending}{margin}{margin if set(margin) == {chr(9)} else '  '}")
    if not edits:
        raise Unfit("there is nothing to break a line at")
    return edits


def to_heredoc(at: Instruction) -> list[Edit]:
    """A chain of plain commands joined by ``&&`` as the lines of a here-document that begins with ``set -e``."""
    refuse_new(at, "a here-document")
    root, site = _script(at)
    if at.onbuild or site.source[site.span(root.end - 1, root.end)[1] : at.syntax.end].strip():
        raise Unfit("it has no lines of its own")
    lines = [_line(site, pipeline) for pipeline in root.pipelines]
    if not lines[0].startswith("set -") or "e" not in lines[0].split()[1]:
        lines.insert(0, "set -e")
    word = next(name for name in ("EOF", "EOR", "END_OF_RUN") if not any(name in line.split("\n") for line in lines))
    ending = newline(at.file)
    text = "".join(f"{line}{ending}" for line in lines)
    start, stop = site.span(root.start, root.start + 1)[0], site.span(root.end - 1, root.end)[1]
    if crosses_comment(at, start, stop):
        raise Unfit("a comment stands in between")
    return [Edit(start, stop, f"<<{word}{ending}{text}{word}")]


def _line(site: Site, pipeline: Pipeline) -> str:
    """A pipeline as the line, or lines, of a script."""
    simple = all(isinstance(one, SimpleCommand) for one in pipeline.commands)
    if pipeline.condition not in ("first", "and") or pipeline.background or pipeline.negated or not simple:
        raise Unfit("set -e would not do the same")
    text = site.source[site.span(pipeline.start, pipeline.start + 1)[0] : site.span(pipeline.end - 1, pipeline.end)[1]]
    if "\n" in text and (site.instruction.file.escape != "\\" or any(not line.strip() for line in text.split("\n"))):
        raise Unfit("its lines cannot be written so")
    return text


def _words(site: Site, command: SimpleCommand, gap: str) -> list[Edit]:
    """The operands of a command each on its own line, where it fills a long line by itself."""
    words = [(site.span(word.start, word.end)) for word in command.words]
    if not words or words[-1][1] - words[0][0] <= LONG or "\n" in site.source[words[0][0] : words[-1][1]]:
        return []
    first = next((index for index in range(len(words) - 1, 0, -1) if site.source[words[index][0]] == "-"), 0) + 1
    first = max(first, 2)
    found = []
    for (_, end), (start, _) in list(pairwise(words))[first - 1 :]:
        if site.source[end:start].strip(_BLANK):
            return []
        found.append(Edit(end, start, gap))
    return found


def _script(at: Instruction) -> tuple[List, Site]:
    body = at.body
    if at.kind != "RUN" or body is None or at.json_form or at.syntax.heredocs or not body.parsed or body.script is None:
        raise Unfit("it is no RUN in the shell form")
    root = body.script.root
    if root is None or not root.pipelines or "<<" in body.script.text:
        raise Unfit("there is nothing to lay out")
    return root, Site(body)


def _leads(site: Site, root: List) -> bool:
    """Its lines begin with ``&&``."""
    gaps = [site.between(before.end, following.start) for before, following in pairwise(root.pipelines)]
    return any("\n" in gap and gap.rstrip(_BLANK).endswith("&&") for gap in gaps)


def _is_long(source: str, offset: int) -> bool:
    begin, end = source.rfind("\n", 0, offset) + 1, source.find("\n", offset)
    return (len(source) if end < 0 else end) - begin > LONG
