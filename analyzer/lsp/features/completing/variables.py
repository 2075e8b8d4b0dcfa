"""Variables behind ``$`` and ``${``, and the names that an ARG can declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.shells import stage_shell
from analyzer.facts.state import pairs_in_force
from analyzer.lsp.features.completing.place import ARGUMENT, FLAG, HEREDOC, NAME
from analyzer.lsp.features.completing.proposing import propose
from analyzer.lsp.features.completing.script_scan import scan
from analyzer.lsp.knowledge.arguments import ARGUMENTS
from analyzer.lsp.knowledge.flags import FLAGS
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.words import Pair
    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

SHELL_KINDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_EXPANDED = frozenset({"ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
_REFERENCE = Lazy(r"\$(\{[#!]?)?([A-Za-z_][A-Za-z0-9_]*)?$")
_SET = Lazy(
    r"(?:^|[;&|({\n]|\b(?:export|local|readonly|do|then|else))[ \t]*([A-Za-z_][A-Za-z0-9_]*)="
    r"|\bfor[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]"
)
_GOES_ON = frozenset("}:+-?=#%/^,@[")  # what may follow a name in braces
_GIVEN = Lazy(r"(?:^|[ \t])([A-Za-z_][A-Za-z0-9_]*)(?==|[ \t])")


def variables(place: Place) -> list[Completion] | None:
    """The variables that are seen where a ``$`` stands right before the cursor; None where there is none that means one."""
    if place.kind not in (ARGUMENT, FLAG, HEREDOC):
        return None
    match = _REFERENCE.search(place.text)
    if match is None or not _is_expanded(place, match.start()):
        return None
    at = len(place.text) - len(match.group(2) or "")
    behind = place.snapshot.text[NAME.match(place.snapshot.text, place.offset).end() :][:1]
    close = "}" if match.group(1) and behind not in _GOES_ON else ""
    found: list[Completion] = []
    seen: set[str] = set()
    for name, detail, doc, rank in _seen(place):
        if name not in seen:
            seen.add(name)
            found += propose(place, at, name, "variable", text=name + close, detail=detail, doc=doc, rank=rank, following=NAME)
    return found


def declarable(place: Place) -> Iterator[Completion]:
    """The names that ARG can take over: those before the first FROM, and those that BuildKit gives."""
    if "=" in place.current:
        return
    doc: tuple[object, ...]
    if place.stage is not None:
        for pair in reversed(_global_pairs(place)):
            doc = ("variable", str(pair.key), pair.start)
            detail = f"ARG before the first FROM, line {_line(place, pair)}"
            yield from propose(place, place.at, str(pair.key), "variable", detail=detail, doc=doc, rank=1, following=NAME)
    for name, entry in ARGUMENTS.items():
        rank = {"platform": 2, "builder": 4}.get(entry.kind, 5)
        doc = ("argument", name)
        yield from propose(place, place.at, name, "variable", detail=entry.kind, doc=doc, rank=rank, following=NAME)


# --- whether anything is expanded there


def _is_expanded(place: Place, at: int) -> bool:
    text, escape = place.text, place.snapshot.document.escape
    escapes = len(text[:at]) - len(text[:at].rstrip(escape))
    if escapes % 2:
        return False
    if place.heredoc is not None:
        alone = place.node is not None and place.node.rest is not None and place.node.rest.text.lstrip().startswith("<<")
        return place.heredoc.expand or (place.keyword == "RUN" and alone)
    if place.kind == FLAG:
        entry = FLAGS.get((place.keyword, place.current[2:].partition("=")[0]))
        return entry is not None and entry.expands and not text[:at].endswith("from=")
    if place.keyword in SHELL_KINDS:
        return not text[place.begin :].lstrip().startswith("[") and scan(text[place.begin :]).quote != "'"
    return place.keyword in _EXPANDED and scan(text[place.begin :]).quote != "'"


# --- what is seen there


def _seen(place: Place) -> Iterator[tuple[str, str, tuple[object, ...], int]]:
    """(name, detail, documentation, rank), the nearest first."""
    if place.keyword in SHELL_KINDS and place.kind != FLAG:
        yield from ((name, "set in this script", (), 0) for name in _script_names(place))
    if place.keyword == "FROM":
        for pair in reversed(_global_pairs(place)):
            yield _of_pair(place, pair, 1)
        yield from ((name, one.kind, ("argument", name), 3) for name, one in ARGUMENTS.items() if one.kind == "platform")
        return
    if place.stage is None:
        for pair in reversed(_global_pairs(place)):
            yield _of_pair(place, pair, 1)
    if place.keyword == "ARG" and place.kind == ARGUMENT:
        yield from ((match, "ARG, this line", (), 0) for match in _GIVEN.findall(place.text[place.begin : place.at]))
    stage = place.stage
    at_run_time = place.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK")
    for pair in reversed(pairs_in_force(stage, place.tick)) if stage is not None else ():
        if pair.origin == "env" or not at_run_time:
            yield _of_pair(place, pair, 1)
    if place.keyword in SHELL_KINDS:
        yield from ((name, "environment", (), 4) for name in ("PATH", "HOME", "PWD", "HOSTNAME"))
    else:
        yield "PATH", "environment", (), 4
    if place.keyword == "RUN":
        yield from ((name, one.kind, ("argument", name), 5) for name, one in ARGUMENTS.items() if one.kind == "proxy")


def _of_pair(place: Place, pair: Pair, rank: int) -> tuple[str, str, tuple[object, ...], int]:
    name = str(pair.key)
    return name, f"{pair.origin.upper()}, line {_line(place, pair)}", ("variable", name, pair.start), rank


def _line(place: Place, pair: Pair) -> int:
    return place.snapshot.source.line(pair.start)


def _global_pairs(place: Place) -> list[Pair]:
    """The pairs of ARG before the first FROM, above the cursor."""
    steps = place.around.facts.instructions
    first = next((step.start for step in steps if step.kind == "FROM"), place.offset)
    before = min(first, place.offset)
    return [
        pair for step in steps if step.kind == "ARG" and step.start < before for pair in step.pairs if isinstance(pair.key, str)
    ]


def _script_names(place: Place) -> list[str]:
    text = place.text[place.begin :]
    if place.heredoc is not None:
        text = place.snapshot.text[place.heredoc.body[0] : place.offset]
    return list(dict.fromkeys(one or other for one, other in _SET.findall(text)))[::-1]


def shell_of_place(place: Place) -> str:
    """The name of the shell that reads a script there: sh, bash, powershell, cmd ..., and ``""`` where it cannot be told."""
    stage = place.stage
    shell = stage_shell(stage, place.tick) if stage is not None else None
    return shell.name or "" if shell is not None else ""
