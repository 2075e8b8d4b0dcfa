"""Bake files in their JSON form: what the targets of one say of their builds (Docker's Bake file reference)."""

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

_VARIABLE = Lazy(r"\$\{([^{}]*)\}")
_INHERITED = ("context", "dockerfile", "dockerfile-inline", "target")


class _Targets:
    """The targets of a file, and the defaults of its variables."""

    def __init__(self, document: Value | None) -> None:
        self.written = {key.text: value for key, value in entries(member(document, "target"))}
        variables = entries(member(document, "variable"))
        self.defaults = {key.text: text for key, item in variables if (text := text_of(member(item, "default"))) is not None}

    def value(self, name: str, key: str) -> Value | None:
        """What a target says of a key, or those that it inherits from, the last of them first."""
        return next((found for target in self.chain(name) if (found := member(target, key)) is not None), None)

    def chain(self, name: str) -> list[Value]:
        """A target and all that it inherits from, the nearest first."""
        found: dict[str, Value] = {}
        pending = [name]
        while pending:
            at = pending.pop(0)
            if at in found or at not in self.written:
                continue
            found[at] = self.written[at]
            parents = member(self.written[at], "inherits")
            items = parents.items if isinstance(parents, Listing) else []
            pending[:0] = [text for item in reversed(items) if (text := text_of(item)) is not None]
        return list(found.values())

    def text(self, value: Value | None) -> str | None:
        """A text with variables at their defaults; None where it holds something else."""
        text = text_of(value)
        if text is None:
            return None
        parts, at = [], 0
        for match in _VARIABLE.finditer(text):
            name = match[1].strip()
            if name not in self.defaults:
                return None
            parts += [text[at : match.start()], self.defaults[name]]
            at = match.end()
        return "".join(parts) + text[at:]


def bake_builds(document: Value | None, source: Source) -> list[Build]:
    """The builds of the targets, in the order written; those whose Dockerfile is not known are left out."""
    targets = _Targets(document)
    found = []
    for name in targets.written:
        build = Build(source.path, name)
        context, dockerfile, inline, stage = (targets.value(name, key) for key in _INHERITED)
        build.target = targets.text(stage) or ""
        for target in reversed(targets.chain(name)):
            given = ((key.text, targets.text(item)) for key, item in entries(member(target, "args")))
            build.args.update({arg: value for arg, value in given if value is not None})
        folder = targets.text(context) if context is not None else "."
        file = targets.text(dockerfile) if dockerfile is not None else ""
        if isinstance(inline, Text):
            build.inline = inline_of(name, inline, source, _as_it_is)
            place(build, folder or ".", "")
            found.append(build)
        elif folder and file is not None and place(build, folder, file):
            found.append(build)
    return found


def _as_it_is(pieces: Pieces) -> Pieces:
    return pieces
