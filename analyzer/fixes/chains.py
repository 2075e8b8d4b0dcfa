"""The commands of a RUN laid out: one to a line, or as a here-document."""

from __future__ import annotations

from itertools import pairwise

from analyzer.fixes.edit import Edit, Unfit, apply, ordered
from analyzer.fixes.flags import refuse_new
from analyzer.fixes.layout import crosses_comment, newline, usual_indent
from analyzer.fixes.site import Site
from analyzer.shell.nodes import SimpleCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.nodes import List, Pipeline

LONG = 100  # characters of a line that is broken
LIMIT = 120  # of a line that is too long, where it has words enough
_WORDS = 7
_MANAGERS = frozenset({"apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper", "pip", "pip3"})
_VALUED = frozenset({"-t", "--virtual", "-X", "--repository", "-o", "-r", "-c", "-i", "--index-url", "-f", "--find-links"})
_LISTING = frozenset({"install", "add", "in"})  # what follows is a list
_BLANK = " \t"


def break_lines(at: Instruction) -> list[Edit]:
    """The long lines of a RUN are broken at what joins its commands, and between words where they are long still."""
    root, site = _script(at)
    margin, ending = usual_indent(at), f"{at.file.escape}{newline(at.file)}"
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
    inner = f" {ending}{margin}{margin if set(margin) == {chr(9)} else '  '}"
    for pipeline in root.pipelines:
        for one, other in pairwise(pipeline.commands):
            edits += _pipe(site, one.end, other.start, inner)
        for command in pipeline.commands:
            if isinstance(command, SimpleCommand):
                edits += _words(site, command, inner)
    if not edits or _stays_long(at, edits):
        raise Unfit("there is nothing to break a line at")
    return edits


def _stays_long(at: Instruction, edits: list[Edit]) -> bool:
    """A line that could be broken would still be too long for what is usual."""
    moved = [Edit(edit.start - at.start, edit.end - at.start, edit.text) for edit in ordered(edits)]
    lines = apply(at.file.source.text[at.start : at.end], moved).split("\n")
    return any(len(line) > LIMIT and len(line.split()) >= _WORDS and "://" not in line for line in lines)


def _pipe(site: Site, end: int, start: int, gap: str) -> list[Edit]:
    """The end of a long line in front of a pipe."""
    at, stop = site.span(end - 1, end)[1], site.span(start, start + 1)[0]
    sign = site.source[at:stop]
    if sign.strip(_BLANK) not in ("|", "|&") or not _is_long(site.source, at):
        return []
    return [Edit(at, stop, f"{gap}{sign.strip(_BLANK)} ")]


def to_heredoc(at: Instruction) -> list[Edit]:
    """A chain of plain commands joined by ``&&`` as the lines of a here-document that begins with ``set -e``."""
    refuse_new(at, "a here-document")
    root, site = _script(at)
    if at.onbuild or newline(at.file) != "\n" or site.source[site.span(root.end - 1, root.end)[1] : at.syntax.end].strip():
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
    return [Edit(start, max(stop, at.syntax.end), f"<<{word}{ending}{text}{word}")]


def _line(site: Site, pipeline: Pipeline) -> str:
    """A pipeline as the line, or lines, of a script."""
    simple = all(isinstance(one, SimpleCommand) for one in pipeline.commands)
    if pipeline.condition not in ("first", "and") or pipeline.background or pipeline.negated or not simple:
        raise Unfit("set -e would not do the same")
    text = site.source[site.span(pipeline.start, pipeline.start + 1)[0] : site.span(pipeline.end - 1, pipeline.end)[1]]
    lines = text.split("\n")
    if len(lines) > 1 and (site.instruction.file.escape != "\\" or any(not line.strip() for line in lines)):
        raise Unfit("its lines cannot be written so")
    return "\n".join([*(line.rstrip(_BLANK) for line in lines[:-1]), lines[-1]])  # a shell's line does not end in a blank


def _words(site: Site, command: SimpleCommand, gap: str) -> list[Edit]:
    """The operands of a command each on its own line, where it fills a long line by itself."""
    places = [site.span(word.start, word.end) for word in command.words]
    if not places or places[-1][1] - places[0][0] <= LONG or "\n" in site.source[places[0][0] : places[-1][1]]:
        return []
    gaps = [(end, start) for (_, end), (start, _) in pairwise(places)]
    if any(site.source[end:start].strip(_BLANK) for end, start in gaps):
        return []
    options = [site.source[start] == "-" for start, _ in places]
    last = max((index for index, is_option in enumerate(options) if is_option), default=0)
    names = [word.text for word in command.words]
    last += names[last] in _VALUED
    installs = not _MANAGERS.isdisjoint(names[:2]) and not _LISTING.isdisjoint(names[1:4])
    if installs and last + 2 < len(places):
        return [Edit(*each, gap) for each in gaps[max(last, 1) :]]
    found, begin = [], places[0][0]
    for index, each in enumerate(gaps[1:], 2):
        following = places[index + 1][1] if index + 1 < len(places) and options[index] else places[index][1]
        if following - begin > LONG - 20 and (options[index] or not options[index - 1]):
            found.append(Edit(*each, gap))
            begin = places[index][0]
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
