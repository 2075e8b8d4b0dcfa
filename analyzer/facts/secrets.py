"""Credentials in a Dockerfile: by the form of a value, by the name it is given, by the option or the file that holds it.

No fact of a secret gives its value away; `value` is for `analyzer.facts.redact` alone.
"""

from __future__ import annotations

from analyzer.facts import secret_names, secret_options, secret_values
from analyzer.facts.commands import literal
from analyzer.facts.node import Node
from analyzer.facts.secret_text import find
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.native import attrgetter, bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Text
    from analyzer.facts.secret_text import Hit
    from analyzer.facts.words import Pair

    Span = tuple[int, int]

_WRITERS = frozenset({"echo", "printf", "cat", "tee"})
_SETTERS = frozenset({"export", "declare", "local", "readonly", "typeset", "setx", "env"})
_START = attrgetter("start")


class Secret(Node):
    """A credential, told at its value; at what should hold it where there is none."""

    sort = "secret"

    def __init__(self, parent: Node, span: Span, kind: str, where: str) -> None:
        super().__init__(parent, *span)
        self.instruction: Instruction | None = parent if parent.sort == "instruction" else None  # type: ignore[assignment]
        self.kind = kind
        self.where = where
        self.name: str | None = None
        self.value = ""
        self.confidence = "high"
        self.literal = True
        self.command: Command | None = None

    @property
    def text(self) -> str:
        """How it begins, and how long it is."""
        return self.value if self.kind == "file" or not self.literal else secret_values.shown(self.value)

    @property
    def written_to(self) -> Text:
        """The file that its command writes; unknown where a variable decides."""
        command, instruction = self.command, self.instruction
        if command is None or instruction is None:
            return self._copied_to
        for holder in (command, command.next_in_pipe):
            if holder is not None:
                for addition in instruction.layer.additions:
                    if addition.command is holder and addition.kind in ("written", "downloaded"):
                        return addition.path
        return None

    @property
    def _copied_to(self) -> Text:
        if self.instruction is None or self.instruction.kind not in ("COPY", "ADD"):
            return None
        additions = self.instruction.layer.additions
        return additions[0].path if len(additions) == 1 else UNKNOWN

    @property
    def reaches_final_image(self) -> bool | Unknown:
        """The final image is built on the stage it stands in, and it does not stand in a comment."""
        return self.instruction.reaches_final_image if self.instruction is not None and self.where != "comment" else False

    def __repr__(self) -> str:
        return f"<secret {self.kind} {self.text!r}>"


def file_secrets(file: FileFacts) -> list[Secret]:
    """All credentials of a file, in order; of two that lie on each other the one told by its form."""
    by_form = [_located(file, hit) for hit in find(file.source.text)]
    others: list[Secret] = []
    for step in file.instructions:
        for each in (step, step.trigger):
            if each is not None:
                others += _in_instruction(each)
    return _merged(by_form, others)


def _merged(by_form: list[Secret], others: list[Secret]) -> list[Secret]:
    """Both kinds in order. What a name tells of a token goes over to the token."""
    found, starts = list(by_form), [secret.start for secret in by_form]
    kept: list[Secret] = []
    for secret in sorted(others, key=_START):
        at = bisect_right(starts, secret.end - 1) - 1
        token = by_form[at] if at >= 0 and by_form[at].end > secret.start else None
        if token is not None:
            token.name = token.name or secret.name
            token.command = token.command or secret.command
        elif not kept or kept[-1].end <= secret.start or secret.start == secret.end:
            kept.append(secret)
    return sorted([*found, *kept], key=_START)


# --- by form


def _located(file: FileFacts, hit: Hit) -> Secret:
    """The secret of a hit: in which instruction, and which part of it, it stands."""
    steps = file.instructions
    at = bisect_right(steps, hit.start, key=_START) - 1
    step = steps[at] if at >= 0 and hit.start < max(steps[at].end, steps[at].syntax.outer_end) else None
    if step is not None and step.trigger is not None and step.trigger.start <= hit.start:
        step = step.trigger
    inside = step is not None and hit.end <= step.end
    where = _where(step, hit.start) if step is not None and inside else "comment"
    secret = Secret(step if step is not None and inside else file, (hit.start, hit.end), hit.kind, where)
    secret.value = file.source.text[hit.start : hit.end]
    secret.confidence = hit.confidence
    if step is not None and inside and step.kind == "RUN":
        secret.command = _command_at(step, hit.start)
    return secret


def _where(step: Instruction, offset: int) -> str:
    if any(comment.start <= offset < comment.end for comment in step.syntax.comments):
        return "comment"
    if any(heredoc.body[0] <= offset < heredoc.body[1] for heredoc in step.syntax.heredocs):
        return "heredoc"
    return step.kind.lower()


def _command_at(step: Instruction, offset: int) -> Command | None:
    """The innermost command around an offset."""
    if isinstance(step.commands, Unknown):
        return None
    at = bisect_right(step.commands, offset, key=_START) - 1
    while at >= 0 and step.commands[at].end <= offset:
        at -= 1
    return step.commands[at] if at >= 0 else None


# --- by name


def _in_instruction(step: Instruction) -> Iterator[Secret]:
    if step.kind in ("ENV", "ARG", "LABEL"):
        for pair in step.pairs:
            yield from _of_pair(step, pair)
    elif step.kind in ("COPY", "ADD"):
        yield from _of_files(step)
        for heredoc in step.syntax.heredocs:
            yield from _of_text(step, heredoc.content, heredoc.body[0], "heredoc", None)
    elif step.body is not None and not isinstance(step.commands, Unknown):
        for command in step.commands:
            yield from _of_command(step, command)


def _of_pair(step: Instruction, pair: Pair) -> Iterator[Secret]:
    key = pair.key
    level = secret_names.judge(key) if isinstance(key, str) else ""
    text = pair.text or ""
    said = secret_values.judge(text)
    if not level:
        if said == "literal" and secret_values.high_entropy(text.strip("\"'")) and _may_be_secret(key):
            yield _of_value(step, pair, text, "high-entropy", "low")
        return
    if said == "empty" and step.kind == "ARG" and pair.text is None:
        secret = Secret(step, (pair.start, pair.end), "name", pair.origin)
        secret.confidence, secret.literal = ("medium" if level == secret_names.STRONG else "low"), False
    elif said in ("empty", "switch", "path", "url", "public") or (
        level == secret_names.WEAK and (step.kind == "LABEL" or secret_values.is_digest(text))
    ):
        return
    else:
        secret = _of_value(step, pair, text, "name", _confidence(level, said, text))
        secret.literal = said != "variable"
    secret.name = key if isinstance(key, str) else None
    yield secret


def _of_value(step: Instruction, pair: Pair, text: str, kind: str, confidence: str) -> Secret:
    value = pair.pair.value
    span = (value.start, value.end) if value is not None else (pair.start, pair.end)
    bare = text.strip("\"'")
    secret = Secret(step, _narrow(step, span, bare), kind, pair.origin)
    secret.value, secret.confidence = bare, confidence
    secret.name = pair.key if isinstance(pair.key, str) else None
    return secret


def _confidence(level: str, said: str, text: str) -> str:
    if said == "placeholder":
        return "low"
    if said == "variable":
        return "medium" if level == secret_names.STRONG else "low"
    if level == secret_names.STRONG:
        return "high" if len(text) >= 6 else "medium"
    return "medium" if secret_values.high_entropy(text.strip("\"'")) else "low"


def _may_be_secret(key: Text) -> bool:
    return isinstance(key, str) and not secret_names.says_public(key)


def _of_files(step: Instruction) -> Iterator[Secret]:
    """Files that COPY or ADD brings into the image."""
    for source in step.sources:
        path = source.value if isinstance(source.value, str) else source.text
        level = secret_names.credential_file(path) if not source.text.startswith("<<") else ""
        if level == secret_names.STRONG or (level and "://" not in path):
            secret = Secret(step, (source.start, source.end), "file", step.kind.lower())
            secret.name, secret.value, secret.literal = path.rstrip("/").rpartition("/")[2], path, True
            secret.confidence = "high" if level == secret_names.STRONG else "low"
            yield secret


# --- in commands


def _of_command(step: Instruction, command: Command) -> Iterator[Secret]:
    where = step.kind.lower()
    for one in command.simple.assignments:
        if one.value is not None and one.value.value:
            yield from _named(step, command, one.name, one.value.value, _span(command, one.value.start, one.value.end), where)
    words = command.invocation.words
    if not words:
        return
    if command.name in _SETTERS:
        for word in words[1:]:
            name, sign, value = (word.value or "").partition("=")
            if sign and value:
                yield from _named(step, command, name, value, _span(command, word.start, word.end), where)
    elif command.name in _WRITERS:
        yield from _written(step, command)
    texts = [literal(word) for word in words]
    texts[0] = command.name or texts[0]
    for found in secret_options.given(texts):
        value = texts[found.word][found.at :].strip("\"'")
        word = words[found.word]
        yield from _optional(step, command, found.name, value, _span(command, word.start, word.end))
    if command.name == "chpasswd":
        yield from _piped(step, command)


def _named(step: Instruction, command: Command, name: str, value: str, span: Span, where: str) -> Iterator[Secret]:
    level = secret_names.judge(name)
    said = secret_values.judge(value)
    if level and said in ("literal", "placeholder") and not (level == secret_names.WEAK and secret_values.is_digest(value)):
        secret = Secret(step, _narrow(step, span, value), "name", where)
        secret.name, secret.value, secret.command = name, value, command
        secret.confidence = _confidence(level, said, value)
        yield secret


def _optional(step: Instruction, command: Command, name: str, value: str, span: Span) -> Iterator[Secret]:
    """The value of an option; of a variable only where ARG or ENV defines it, as what a secret mount gives is in order."""
    said = secret_values.judge(value)
    if said == "variable":
        own = value.strip("${}")
        if value[:1] != "$" or not own.isidentifier() or not step.environment.defined(own, step.tick) or step.onbuild:
            return
    elif said not in ("literal", "placeholder", "public"):
        return
    secret = Secret(step, _narrow(step, span, value), "cli-flag", step.kind.lower())
    secret.name, secret.value, secret.command = name, value, command
    secret.literal = said != "variable"
    secret.confidence = {"placeholder": "low", "variable": "low", "public": "low"}.get(said, "high")
    yield secret


def _written(step: Instruction, command: Command) -> Iterator[Secret]:
    """What echo, printf and here-documents write."""
    for word in command.invocation.words[1:]:
        if word.value is not None and any(mark in word.value for mark in "=: "):
            start, _ = _span(command, word.start, word.end)
            yield from _of_text(step, word.value, start, step.kind.lower(), command, _span(command, word.start, word.end))
    for redirect in command.simple.redirects:
        if redirect.heredoc is not None and redirect.heredoc.content.value is not None:
            content = redirect.heredoc.content
            span = _span(command, content.start, content.end)
            yield from _of_text(step, content.value or "", span[0], "heredoc", command, span)


def _of_text(
    step: Instruction, text: str, start: int, where: str, command: Command | None, within: Span | None = None
) -> Iterator[Secret]:
    """Assignments in a text; `within` is its span in the source where that is not the text itself."""
    for name, at, end in secret_options.assignments(text):
        said = secret_values.judge(text[at:end])
        if said in ("literal", "placeholder"):
            span = (start + at, start + end) if within is None else _narrow(step, within, text[at:end], name)
            secret = Secret(step, span, "name", where)
            secret.name, secret.value, secret.command = name, text[at:end], command
            secret.confidence = "low" if said == "placeholder" else "medium"
            yield secret


def _piped(step: Instruction, command: Command) -> Iterator[Secret]:
    """``echo user:password | chpasswd``."""
    for writer in command.simple.pipeline.commands[: command.simple.position]:
        for word in getattr(writer, "words", [])[1:]:
            user, colon, value = (word.value or "").strip().partition(":")
            if colon and value and user and " " not in user:
                yield from _optional(step, command, "chpasswd", value, _span(command, word.start, word.end))


def _span(command: Command, start: int, end: int) -> Span:
    return command.body.extract.span(start, end)


def _narrow(step: Instruction, span: Span, value: str, after: str = "") -> Span:
    """Where a value stands in the span of its word, behind another text, if it stands there as it is."""
    start, end = span
    text = step.file.source.text
    first = text.find(after, start, end) if after else -1
    at = text.find(value, first, end) if first >= 0 else text.rfind(value, start, end)
    return (at, at + len(value)) if at >= 0 and value else span
