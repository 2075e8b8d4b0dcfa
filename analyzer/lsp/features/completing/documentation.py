"""What is told of a proposal when the client asks for more, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.facts.redact import redact
from analyzer.facts.unknown import Unknown
from analyzer.lsp.knowledge.arguments import ARGUMENTS, KINDS
from analyzer.lsp.knowledge.directives import DIRECTIVES
from analyzer.lsp.knowledge.flags import FLAGS
from analyzer.lsp.knowledge.instructions import INSTRUCTIONS
from analyzer.lsp.knowledge.mounts import KEYS, MOUNTS
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.lsp.snapshot import Snapshot

_ROLE = Lazy(r"\{[a-z]+:([^{}]*)\}")


def documentation_of(doc: Sequence[Any], snapshot: Snapshot | None) -> str:
    """The text that a proposal's `data` names; empty where nothing is known of it, or no longer."""
    if not doc or not all(isinstance(part, (str, int)) for part in doc) or doc[0] not in _KINDS:
        return ""  # what an editor sends back need not be what it was given
    try:
        return _KINDS[doc[0]](snapshot, *doc[1:])
    except (KeyError, TypeError, AttributeError):
        return ""


def _instruction(_: Snapshot | None, keyword: str) -> str:
    entry = INSTRUCTIONS[keyword]
    forms = "\n".join(_ROLE.sub(r"\1", form) for form in entry.forms)
    notes = "".join(f"\n- {note}" for note in entry.notes)
    return f"```dockerfile\n{forms}\n```\n{entry.summary}\n{notes}\n\n[Reference]({entry.url})"


def _flag(_: Snapshot | None, instruction: str, name: str) -> str:
    entry = FLAGS[instruction, name]
    parts = [f"`--{name}{'=' + entry.value if entry.value else ''}`", "", entry.doc]
    if entry.values:
        parts += ["", "Values: " + ", ".join(f"`{value}`" for value in entry.values)]
    if entry.since:
        parts += ["", f"Since docker/dockerfile:{entry.since}"]
    return "\n".join([*parts, "", f"[Reference]({entry.url})"])


def _mount(_: Snapshot | None, name: str) -> str:
    entry = MOUNTS[name]
    return f"`--mount=type={name}`\n\n{entry.doc}\n\n[Reference]({entry.url})"


def _mount_key(_: Snapshot | None, name: str) -> str:
    entry = KEYS[name]
    default = f"\n\nDefault: `{entry.default}`" if entry.default else ""
    return f"`{name}{'=' + entry.value if entry.value else ''}`\n\n{entry.doc}{default}"


def _argument(_: Snapshot | None, name: str) -> str:
    entry = ARGUMENTS[name]
    example = f"\n\nExample: `{entry.example}`" if entry.example else ""
    return f"{entry.doc}{example}\n\n{KINDS[entry.kind]}"


def _directive(_: Snapshot | None, name: str) -> str:
    entry = DIRECTIVES[name]
    return f"`# {name}={entry.example}`\n\n{entry.doc}\n\n[Reference]({entry.url})"


def _rule(snapshot: Snapshot | None, id_: str) -> str:
    from analyzer.lint.selection import rule_of
    from analyzer.rules.builtin import builtin_rules

    rule = rule_of(snapshot.policy.selection.rules if snapshot is not None else builtin_rules(), id_)
    names = f"\n\nAlso: {', '.join(f'`{alias}`' for alias in rule.aliases)}" if rule.aliases else ""
    link = f"\n\n[{rule.id}]({rule.url})" if rule.url else ""
    return f"**{rule.title}** ({rule.severity}, {rule.category})\n\n{rule.docs}{names}{link}"


def _image(snapshot: Snapshot | None, name: str) -> str:
    from analyzer.facts.day import today
    from analyzer.facts.imagedata import IMAGES, entry
    from analyzer.lsp.features.completing.images import known_tags

    described = entry(name)
    if described is None:
        return ""
    products = [described["product"]] if "product" in described else []
    title = ", ".join(IMAGES.table["products"][each]["title"] for each in products)
    tags = list(known_tags(described, snapshot.facts.today if snapshot is not None else today()))
    lines = [f"`{name}`" + (f": {title}" if title else "")]
    if "os" in described:
        lines.append(f"System: {described['os']}")
    if tags:
        lines.append("Tags: " + ", ".join(f"`{tag}`" for tag in tags[:12]))
    return "\n\n".join(lines)


def _variable(snapshot: Snapshot | None, name: str, start: int) -> str:
    """The pair that gives it its value, with credentials masked."""
    if snapshot is None:
        return ""
    for step in snapshot.facts.instructions:
        for pair in step.pairs if step.start <= start <= step.end and step.kind in ("ARG", "ENV") else ():
            if pair.start == start and pair.key == name:
                shown = redact(snapshot.text, dockerfile=True)
                written = (shown if len(shown) == len(snapshot.text) else "")[pair.start : pair.end]
                return f"```dockerfile\n{step.kind} {written}\n```" if written else ""
    return ""


def _stage(snapshot: Snapshot | None, name: str) -> str:
    stage = snapshot.facts.stage_names.get(name) if snapshot is not None else None
    if stage is None or snapshot is None:
        return ""
    first = stage.from_instruction
    lines = [f"```dockerfile\n{snapshot.text[first.start : first.end]}\n```"]
    for label, value in (("User", stage.effective_user), ("Working directory", stage.effective_workdir)):
        if isinstance(value, str) and not isinstance(value, Unknown) and value:
            lines.append(f"{label}: `{value}`")
    return "\n\n".join(lines)


_KINDS: dict[str, Callable[..., str]] = {
    "instruction": _instruction,
    "flag": _flag,
    "mount": _mount,
    "mount-key": _mount_key,
    "argument": _argument,
    "directive": _directive,
    "rule": _rule,
    "image": _image,
    "variable": _variable,
    "stage": _stage,
}
