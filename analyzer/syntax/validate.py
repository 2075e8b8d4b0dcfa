"""What BuildKit refuses once a file is read: single instructions (instructions/parse.go), then their sequence.

As in BuildKit the first thing wrong with an instruction is the one reported; but every instruction is looked at.
"""

from __future__ import annotations

from analyzer.syntax.arguments import KINDS
from analyzer.syntax.expansion import ExpansionError
from analyzer.syntax.flag_rules import check_flags, check_modes
from analyzer.syntax.goquote import go_quote, go_runes
from analyzer.syntax.heredoc_words import parse_heredoc_word
from analyzer.syntax.nodes import SyntaxIssue
from analyzer.syntax.refusal import RefusedAtBuildError, RefusedError
from analyzer.syntax.whitespace import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.grammar.driver import Parser
    from analyzer.syntax.nodes import Document, Instruction

_INTERVALS = ("interval", "timeout", "start-period", "start-interval")
_MILLISECOND = 1_000_000
_STAGE_NAME_FIRST = frozenset("abcdefghijklmnopqrstuvwxyz")
_STAGE_NAME_REST = _STAGE_NAME_FIRST | frozenset("0123456789-_.")


def check_instruction(node: Instruction, parser: Parser) -> None:
    """Adds to ``node.issues`` what BuildKit's instruction parser says of it, if anything."""
    try:
        _CHECKS.get(node.kind, _check_unknown)(node, parser)
    except RefusedError as refusal:
        start, end = refusal.span or (node.start, node.end)
        lines = (node.line, node.last_line)
        node.issues.append(SyntaxIssue(refusal.message, start, end, refusal.phase, lines, refusal.suggestion))


def check_sequence(document: Document) -> list[SyntaxIssue]:
    """Instructions before the first FROM, or no FROM at all (instructions.Parse)."""
    for node in document.instructions:
        if node.kind == "FROM":
            return []
        if node.kind != "ARG" and node.kind in KINDS:
            lines = (node.line, node.last_line)
            return [SyntaxIssue("no build stage in current context", node.start, node.end, "file", lines)]
    last = document.instructions[-1]
    return [SyntaxIssue("dockerfile contains no stages to build", last.start, last.end, "file", (0, 0))]


def _check_unknown(node: Instruction, parser: Parser) -> None:
    from analyzer.syntax.suggest import suggest

    keyword = node.keyword
    near = suggest(keyword.text, sorted(KINDS))
    raise RefusedError(f"unknown instruction: {keyword.text}", (keyword.start, keyword.end), near)


def _one_argument(node: Instruction, parser: Parser) -> None:
    """MAINTAINER, USER, WORKDIR."""
    if len(node.arguments) != 1:
        raise RefusedError(f"{node.kind} requires exactly one argument")
    check_flags(node)


def _stopsignal(node: Instruction, parser: Parser) -> None:
    if len(node.arguments) != 1:  # its flags are never looked at
        raise RefusedError("STOPSIGNAL requires exactly one argument")


def _key_values(node: Instruction, parser: Parser) -> None:
    """ENV and LABEL."""
    check_flags(node)
    if not node.pairs:
        raise RefusedError(f"{node.kind} requires at least one argument")
    for pair in node.pairs:
        if not pair.key.text:
            raise RefusedError(f"{node.kind} names can not be blank", (pair.start, pair.end))


def _arg(node: Instruction, parser: Parser) -> None:
    if not node.pairs:
        raise RefusedError("ARG requires at least one argument")
    for pair in node.pairs:
        if pair.value is not None and not pair.key.text:
            raise RefusedError("ARG names can not be blank", (pair.start, pair.end))


def _transfer(node: Instruction, parser: Parser) -> None:
    """COPY and ADD."""
    if len(node.arguments) < 2:
        message = f"{node.kind} requires at least two arguments, but only one was provided. Destination could not be determined"
        raise RefusedError(message)
    check_flags(node)
    destination = node.arguments[-1]
    if _is_heredoc(destination.text):
        raise RefusedError(f"{node.kind} cannot accept a heredoc as a destination", (destination.start, destination.end))
    mode = node.flag("chmod")
    if mode is not None and mode.value is not None and mode.value.text.isdigit() and not _is_octal_mode(mode.value.text):
        message = f"invalid chmod parameter: '{mode.value.text}'. it should be octal string and between 0 and 07777"
        raise RefusedAtBuildError(message, (mode.start, mode.end))


def _is_heredoc(text: str) -> bool:
    try:
        return parse_heredoc_word(text) is not None
    except ExpansionError:
        return False  # BuildKit takes a word it cannot read for a path


def _is_octal_mode(digits: str) -> bool:
    return set(digits) <= set("01234567") and int(digits, 8) <= 0o7777


def _from(node: Instruction, parser: Parser) -> None:
    words = node.arguments
    if len(words) == 3 and words[1].text.lower() == "as":
        name = words[2].text.lower()
        if not name or name[0] not in _STAGE_NAME_FIRST or not _STAGE_NAME_REST.issuperset(name):
            quoted = go_quote(words[2].text)
            message = f"invalid name for build stage: {quoted}, name can't start with a number or contain symbols"
            raise RefusedError(message, (words[2].start, words[2].end))
    elif len(words) != 1:
        raise RefusedError("FROM requires either one or three arguments")
    check_flags(node)


def _onbuild(node: Instruction, parser: Parser) -> None:
    if node.trigger is None:
        raise RefusedError("ONBUILD requires at least one argument")
    check_flags(node)
    trigger = node.trigger.keyword.text.strip(SPACES).upper()
    span = (node.trigger.start, node.trigger.keyword.end)
    if trigger == "ONBUILD":
        raise RefusedError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", span)
    if trigger in ("MAINTAINER", "FROM"):
        raise RefusedError(f"{trigger} isn't allowed as an ONBUILD trigger", span)


def _run(node: Instruction, parser: Parser) -> None:
    check_flags(node)
    if node.flags:
        from analyzer.syntax.mounts import check_devices, check_mounts

        check_devices(node, parser)
        check_mounts(node, parser)
    check_modes(node)


def _flags_only(node: Instruction, parser: Parser) -> None:
    """CMD and ENTRYPOINT."""
    check_flags(node)


def _at_least_one(node: Instruction, parser: Parser) -> None:
    """EXPOSE."""
    if not node.arguments:
        raise RefusedError(f"{node.kind} requires at least one argument")
    check_flags(node)


def _volume(node: Instruction, parser: Parser) -> None:
    _at_least_one(node, parser)
    for word in node.arguments:
        if not word.text.strip(SPACES):
            raise RefusedError("VOLUME specified can not be an empty string", (word.start, word.end))


def _shell(node: Instruction, parser: Parser) -> None:
    check_flags(node)
    if not node.arguments:
        raise RefusedError("SHELL requires at least one argument")
    if not node.json_form:
        raise RefusedError("SHELL requires the arguments to be in JSON form", (node.arguments[0].start, node.arguments[0].end))


def _healthcheck(node: Instruction, parser: Parser) -> None:
    if not node.arguments:
        raise RefusedError("HEALTHCHECK requires at least one argument")
    mode = node.arguments[0]
    kind = go_runes(mode.text).upper()
    if kind == "NONE":
        if len(node.arguments) > 1:
            raise RefusedError("HEALTHCHECK NONE takes no arguments", (node.arguments[1].start, node.arguments[-1].end))
        return
    check_flags(node)
    if kind != "CMD":
        raise RefusedError(f"Unknown type {go_quote(kind)} in HEALTHCHECK (try CMD)", (mode.start, mode.end))
    if len(node.arguments) == 1:
        raise RefusedError("Missing command after HEALTHCHECK CMD")
    for name in _INTERVALS:
        _check_interval(node, name)
    _check_retries(node)


def _check_interval(node: Instruction, name: str) -> None:
    flag = node.flag(name)
    if flag is None or flag.value is None or not flag.value.text:
        return
    from analyzer.syntax.duration import DurationError, parse_duration

    try:
        nanoseconds = parse_duration(flag.value.text)
    except DurationError as error:
        raise RefusedError(str(error), (flag.start, flag.end)) from None
    if nanoseconds and nanoseconds < _MILLISECOND:
        raise RefusedError(f'Interval "{name}" cannot be less than 1ms', (flag.start, flag.end))


def _check_retries(node: Instruction) -> None:
    flag = node.flag("retries")
    if flag is None or flag.value is None or not flag.value.text:
        return
    text, span = flag.value.text, (flag.start, flag.end)
    digits = text[1:] if text[0] in "+-" else text
    if not (digits.isascii() and digits.isdigit()):
        raise RefusedError(f'strconv.ParseInt: parsing "{text}": invalid syntax', span)
    if not -(2**31) <= int(text) < 2**31:
        raise RefusedError(f'strconv.ParseInt: parsing "{text}": value out of range', span)
    if int(text) < 0:
        raise RefusedError(f"--retries cannot be negative ({int(text)})", span)


_CHECKS = {
    "ADD": _transfer,
    "ARG": _arg,
    "CMD": _flags_only,
    "COPY": _transfer,
    "ENTRYPOINT": _flags_only,
    "ENV": _key_values,
    "EXPOSE": _at_least_one,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _key_values,
    "MAINTAINER": _one_argument,
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _stopsignal,
    "USER": _one_argument,
    "VOLUME": _volume,
    "WORKDIR": _one_argument,
}
