"""How the instruction, the flag or the mount at the cursor is written, and which part of it is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.data import Signature
from analyzer.lsp.features.about_keyword import plain_form
from analyzer.lsp.features.hover import instruction_at
from analyzer.lsp.knowledge import instructions, mounts
from analyzer.lsp.knowledge.flags import FLAGS

if TYPE_CHECKING:
    from analyzer.lsp.knowledge.entries import Flag, Instruction
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax import nodes

TRIGGERS = (" ", "=", ",")
"""The characters that open it."""
_RUN = ("command", "array", "heredoc")


def signatures(snapshot: Snapshot, offset: int) -> tuple[list[Signature], int] | None:
    """The forms of what is being typed, and which of them it is, from 0. None where there is nothing to tell."""
    step = instruction_at(snapshot, offset)
    if step is None or offset <= step.syntax.keyword.end:
        return None
    node = step.syntax
    known = instructions.instruction(node.kind)
    if known is None or any(start <= offset <= end for start, end in (each.body for each in node.heredocs) if start < end):
        return None
    flag = _typed_flag(snapshot.text, node, offset)
    if flag is not None:
        return _flag_signature(known.keyword, flag) or _instruction_signatures(snapshot, node, known, "flag")
    return _instruction_signatures(snapshot, node, known, _ROLES.get(node.kind, _plain)(snapshot, node, offset))


# --- instructions


def _instruction_signatures(
    snapshot: Snapshot, node: nodes.Instruction, known: Instruction, role: str
) -> tuple[list[Signature], int]:
    found = []
    for form in known.forms:
        label, parameters = plain_form(form)
        roles = [name for name, _ in parameters]
        details = tuple(known.parameters[name] for name in roles)
        found.append(Signature(label, known.summary, tuple(place for _, place in parameters), _active(roles, role), details))
    return found, _fitting(known, _behind_flags(snapshot.text, node))


def _fitting(known: Instruction, text: str) -> int:
    """The form that is being typed; the first where nothing tells."""
    if not text:
        return 0
    if text.startswith("["):
        wanted = '["'
    elif text.startswith("<<"):
        wanted = "{heredoc:"
    else:
        wanted = "{mode:NONE}" if "NONE".startswith(text.upper()) else "{command:"
    return next((number for number, form in enumerate(known.forms) if wanted in form), 0)


def _active(roles: list[str], role: str) -> int:
    """The parameter of a role; what is run is the same in whatever form."""
    if role in roles:
        return roles.index(role)
    return next((roles.index(each) for each in _RUN if role in _RUN and each in roles), -1)


def _behind_flags(text: str, node: nodes.Instruction) -> str:
    """What stands behind keyword and flags."""
    start = node.flags[-1].end if node.flags else node.keyword.end
    return text[start : node.end].lstrip(" \t\\`\r\n")


def _plain(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    """The role at the cursor of an instruction that takes one kind of argument."""
    known = instructions.INSTRUCTIONS[node.kind]
    return next(name for name in known.parameters if name != "flag")


def _from(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    return "name" if any(word.end < offset for word in node.arguments) else "image"


def _pairs(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    for pair in node.pairs:
        if pair.start <= offset <= pair.end and pair.separator and offset > pair.key.end:
            return "value"
    last = node.pairs[-1] if node.pairs else None
    unfinished = last is not None and last.separator and last.value is None and offset > last.key.end
    return "value" if unfinished or snapshot.text[offset - 1 : offset] == "=" else "key"


def _transfer(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    before = [word for word in node.arguments if word.end < offset]
    after = [word for word in node.arguments if word.start >= offset or word.end >= offset]
    if not before or len(after) > 1:
        return "source"
    return "destination"


def _user(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    return "group" if ":" in snapshot.text[node.keyword.end : offset] else "user"


def _healthcheck(snapshot: Snapshot, node: nodes.Instruction, offset: int) -> str:
    words = snapshot.text[node.flags[-1].end if node.flags else node.keyword.end : offset].split()
    return "command" if words and words[0].upper() == "CMD" and snapshot.text[offset - 1 : offset] not in "dD" else "mode"


_ROLES = {
    "FROM": _from,
    "ENV": _pairs,
    "ARG": _pairs,
    "LABEL": _pairs,
    "COPY": _transfer,
    "ADD": _transfer,
    "USER": _user,
    "HEALTHCHECK": _healthcheck,
}


# --- flags


def _typed_flag(text: str, node: nodes.Instruction, offset: int) -> str | None:
    """The flag at the cursor up to there, where all that stands before it are flags."""
    before = (
        text[node.keyword.end : offset].replace("\\\r\n", " ").replace("\\\n", " ").replace("`\r\n", " ").replace("`\n", " ")
    )
    words = before.split()
    if not words or before[-1:].isspace() or not all(word.startswith("--") for word in words):
        return None
    return words[-1]


def _flag_signature(keyword: str, typed: str) -> tuple[list[Signature], int] | None:
    name, equals, value = typed[2:].partition("=")
    known = FLAGS.get((keyword, name))
    if known is None:
        return None
    if known.name == "mount":
        return _mount_signatures(value)
    written = "|".join(known.values) or known.value
    label = f"--{known.name}={written}" if written else f"--{known.name}"
    place = (label.index("=") + 1, len(label)) if "=" in label else (0, len(label))
    return [Signature(label, known.doc, (place,), 0 if equals or not written else -1, (_short(known),))], 0


def _short(flag: Flag) -> str:
    return f"default {flag.default}" if flag.default else ""


def _mount_signatures(value: str) -> tuple[list[Signature], int]:
    """All types, the one that is being typed first among equals; the key at the cursor is active."""
    fields = value.split(",")
    given = {key.lower(): text for key, _, text in (field.partition("=") for field in fields)}
    typed = fields[-1].partition("=")[0]
    key = mounts.mount_key(typed)
    names = list(mounts.MOUNTS)
    type_ = given.get("type", "").lower()
    result = [_mount_signature(name, key.name if key is not None else typed.lower()) for name in names]
    near = [number for number, name in enumerate(names) if type_ and name.startswith(type_)]
    return result, near[0] if near else 0


def _mount_signature(type_: str, typed: str) -> Signature:
    """A type; the key that is typed, or its beginning, is active."""
    found = mounts.MOUNTS[type_]
    label, places = "--mount=", []
    parts = [("type", f"type={type_}")]
    for key in mounts.keys_of(type_):
        written = f"{key.name}={'|'.join(key.values) or key.value}" if key.value or key.values else key.name
        parts.append((key.name, written if key.name in found.needs else f"[{written}]"))
    for number, (_, written) in enumerate(parts):
        label += "," if number else ""
        places.append((len(label), len(label) + len(written)))
        label += written
    names = [name for name, _ in parts]
    details = tuple(mounts.KEYS[name].doc for name in names)
    active = names.index(typed) if typed in names else -1
    if active < 0 and typed:
        active = next((number for number, name in enumerate(names) if name.startswith(typed)), -1)
    return Signature(label, found.doc, tuple(places), active, details)
