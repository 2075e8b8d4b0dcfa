"""Arrays that are none: what looks like the JSON form of a command and is run by a shell, as it is not valid JSON."""

from __future__ import annotations

from analyzer.facts.unknown import Unknown
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction

_KINDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_PATHS = frozenset({"ADD", "COPY", "VOLUME"})
_QUOTED = Lazy(r"\[\s*[\"'\u201c\u201d\u2018\u2019]")
_COMMA = Lazy(r"[\"'\u201d\u2019]\s*,")
_BARE = Lazy(r"\[[^\[\]]*\]\s*")


def is_broken_array(instruction: Instruction) -> bool | None:
    """It begins with a bracket and is meant as an array; None of what runs nothing.

    ``[ -f x ]`` and ``[[ ... ]]`` are tests of the shell: a blank stands behind the bracket, and no commas between the words.
    """
    if instruction.kind not in _KINDS:
        return None
    if instruction.json_form or instruction.syntax.heredocs:
        return False
    words = instruction.syntax.arguments[1 if instruction.kind == "HEALTHCHECK" else 0 :]
    text = words[0].text.strip() if words else ""
    if not text.startswith("[") or text.startswith("[[") or _is_test(instruction):
        return False
    return bool(_QUOTED.match(text)) or (instruction.kind != "RUN" and bool(_BARE.fullmatch(text)))


def is_broken_list(instruction: Instruction) -> bool | None:
    """Paths in brackets that are no JSON array, of an instruction that takes one. In ``COPY [a-z]* /`` they are a pattern."""
    if instruction.kind not in _PATHS:
        return None
    text = instruction.rest.strip()
    if instruction.json_form or not text.startswith("["):
        return False
    return bool(_QUOTED.match(text)) or (instruction.kind == "VOLUME" and bool(_BARE.fullmatch(text)))


def _is_test(instruction: Instruction) -> bool:
    """The body begins with the command ``[``, closed as it must be."""
    commands = instruction.commands
    if isinstance(commands, Unknown):
        return not _COMMA.search(instruction.rest)  # a script that could not be read
    if not commands or commands[0].name != "[":
        return False
    args = commands[0].args
    return bool(args) and args[-1] == "]" and not any(arg.endswith(",") for arg in args)
