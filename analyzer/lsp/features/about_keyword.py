"""What the language means: instructions, flags, mounts, directives, in the words of `analyzer.lsp.knowledge`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.lsp.data import Hover
from analyzer.lsp.features.markdown import block, code, items, link
from analyzer.lsp.knowledge import flags, instructions, mounts
from analyzer.lsp.knowledge.directives import directive

if TYPE_CHECKING:
    from analyzer.lsp.data import Range
    from analyzer.lsp.knowledge.entries import Flag, MountKey
    from analyzer.lsp.snapshot import Snapshot
    from analyzer.syntax import nodes

_MORE = "Docker's reference"


def plain_form(form: str) -> tuple[str, list[tuple[str, Range]]]:
    """A form as it is shown, and its parameters: role, and place in that text."""
    parts: list[str] = []
    found: list[tuple[str, Range]] = []
    at = length = 0
    for match in re.finditer(r"\{(\w+):([^{}]*)\}", form):
        parts += [form[at : match.start()], match[2]]
        start = length + match.start() - at
        length = start + len(match[2])
        found.append((match[1], (start, length)))
        at = match.end()
    return "".join([*parts, form[at:]]), found


def about_instruction(keyword: str) -> list[str]:
    """What an instruction is: paragraphs, the first of which says it in a sentence; empty for what is none."""
    known = instructions.instruction(keyword)
    if known is None:
        return []
    head = f"**{known.keyword}** {known.summary}"
    if known.deprecated:
        head += f" *Deprecated:* write {code(known.deprecated)}."
    return [head, block("\n".join(plain_form(form)[0] for form in known.forms))]


def notes_on(keyword: str) -> list[str]:
    """What is worth knowing of an instruction: paragraphs."""
    known = instructions.instruction(keyword)
    if known is None:
        return []
    listed = [f"`--{each.name}`" for each in flags.flags_of(keyword)]
    rows = [*known.notes, *([f"Flags: {', '.join(listed)}"] if listed else [])]
    return [*([items(rows)] if rows else []), link(_MORE, known.url)]


def about_flag(found: Flag) -> str:
    """What a flag does."""
    rows = []
    if found.values:
        rows.append("one of " + ", ".join(f"`{value}`" for value in found.values))
    if found.default:
        rows.append(f"default `{found.default}`")
    if found.repeats:
        rows.append("may be given several times")
    if not found.expands and not found.values:
        rows.append("variables are not expanded in it")
    if found.since:
        rows.append(f"since `docker/dockerfile:{found.since}`")
    value = f"={found.value}" if found.value else ""
    tail = f"\n\n{items(rows)}" if rows else ""
    return f"**{found.instruction} --{found.name}**{value}\n\n{found.doc}{tail}\n\n{link(_MORE, found.url)}"


def about_key(found: MountKey, type_: str) -> str:
    """What a key of a mount means."""
    rows = []
    if found.values:
        rows.append("one of " + ", ".join(f"`{value}`" for value in found.values))
    if found.default:
        rows.append(f"default `{found.default}`")
    if found.aliases:
        rows.append("also written " + ", ".join(f"`{alias}`" for alias in found.aliases))
    if found.since:
        rows.append(f"since `docker/dockerfile:{found.since}`")
    if type_ in mounts.MOUNTS and type_ not in found.types:
        rows.append(f"a mount of type `{type_}` has no use for it")
    value = f"={found.value}" if found.value else ""
    return f"**{found.name}**{value}\n\n{found.doc}" + (f"\n\n{items(rows)}" if rows else "")


def about_mount(type_: str) -> str:
    """What a type of mounts is; empty for what is none."""
    found = mounts.MOUNTS.get(type_.lower())
    if found is None:
        return ""
    keys = ", ".join(f"`{key}`" + (" (needed)" if key in found.needs else "") for key in found.keys)
    return f"**--mount=type={found.name}**\n\n{found.doc}\n\n- keys: {keys}\n\n{link(_MORE, found.url)}"


def flag_at(node: nodes.Instruction, offset: int) -> Hover | None:
    """What is told of the flag, the mount or the key at a place."""
    for flag in node.flags:
        if not flag.start <= offset <= flag.end:
            continue
        if flag.options is not None and flag.name.text == "mount" and offset > flag.name.end:
            found = _option_at(flag, offset)
            if found is not None:
                return found
        known = flags.FLAGS.get((node.kind, flag.name.text))
        return Hover(about_flag(known), (flag.start, flag.end)) if known is not None else None
    return None


def _option_at(flag: nodes.Flag, offset: int) -> Hover | None:
    options = flag.options or []
    types = [each.value.text for each in options if each.key.text.lower() == "type" and each.value is not None]
    type_ = types[-1].lower() if types else "bind"
    for each in options:
        if not each.start <= offset <= each.end:
            continue
        if each.key.text.lower() == "type" and each.value is not None:
            text = about_mount(each.value.text)
            return Hover(text, (each.start, each.end)) if text else None
        known = mounts.mount_key(each.key.text)
        return Hover(about_key(known, type_), (each.start, each.end)) if known is not None else None
    return None


def directive_at(snapshot: Snapshot, offset: int) -> Hover | None:
    """What is told of a directive at the top of the file."""
    for each in snapshot.document.directives:
        known = directive(each.name)
        end = each.value_start + len(each.value)
        if each.start <= offset <= end and known is not None:
            head = f"**# {known.name}={known.value}**"
            parts = [head, known.doc, f"For example {code(known.example)}", link(_MORE, known.url)]
            text = "\n\n".join(parts)
            return Hover(text, (each.start, end))
    return None
