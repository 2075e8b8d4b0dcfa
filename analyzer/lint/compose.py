"""Compose files: what the services of one say of their builds (the Compose specification, build.md and interpolation)."""

from __future__ import annotations

from analyzer.lint.builds import Build, place
from analyzer.lint.inline import inline_of
from analyzer.lint.yamlfile import Text, entries, member, text_of
from analyzer.rules.document import Listing
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.inline import Pieces
    from analyzer.rules.document import Value
    from analyzer.source.text import Source

_VARIABLE = Lazy(r"\$(?:\$|[A-Za-z_][A-Za-z0-9_]*|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)([^{}$]*))?[^{}]*\})")


def compose_builds(document: Value | None, source: Source) -> list[Build]:
    """The builds of the services, in the order written; those whose Dockerfile is not known are left out."""
    found = []
    for key, service in entries(member(document, "services")):
        written = member(service, "build")
        build = Build(source.path, key.text)
        if (short := text_of(written)) is not None:
            context = interpolated(short)
            if context and place(build, context, ""):
                found.append(build)
        elif written is not None and _read(build, written, source):
            found.append(build)
    return found


def interpolated(text: str) -> str | None:
    """The text with variables at their defaults; None where it holds one without."""
    parts, at = [], 0
    for match in _VARIABLE.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        if match[0] == "$$":
            parts.append("$")
        elif match[2]:
            parts.append(match[3])
        else:
            return None
    return "".join(parts) + text[at:]


def _read(build: Build, written: Value, source: Source) -> bool:
    """Reads the long form; False where it names no Dockerfile that is known."""
    build.args = _args(member(written, "args"))
    target = text_of(member(written, "target"))
    build.target = (interpolated(target) or "") if target else ""
    inline = member(written, "dockerfile_inline")
    context = text_of(member(written, "context"))
    known = interpolated(context) if context is not None else "."
    if isinstance(inline, Text):
        build.inline = inline_of(build.name, inline, source, _dollars)
        place(build, known or ".", "")
        return True
    dockerfile = text_of(member(written, "dockerfile"))
    name = interpolated(dockerfile) if dockerfile is not None else ""
    return bool(known) and name is not None and place(build, known or "", name)


def _args(written: Value | None) -> dict[str, str]:
    """The arguments whose values are known."""
    found = {}
    if isinstance(written, Listing):
        pairs = [text.partition("=") for item in written.items if (text := text_of(item)) is not None]
        given = [(name, value) for name, equals, value in pairs if equals]
    else:
        given = [(key.text, text) for key, item in entries(written) if (text := text_of(item)) is not None]
    for name, text in given:
        value = interpolated(text)
        if value is not None:
            found[name] = value
    return found


def _dollars(pieces: Pieces) -> Pieces:
    """The text as the builder gets it: ``$$`` is a dollar sign. A variable stays as it is, as its value is not known."""
    found: Pieces = []
    at = 0
    while at < len(pieces):
        found.append(pieces[at])
        at += 2 if pieces[at][0] == "$" and at + 1 < len(pieces) and pieces[at + 1][0] == "$" else 1
    return found
