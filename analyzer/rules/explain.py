"""What ``rules explain`` and ``rules list`` say."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from analyzer.rules.ruleset import RuleInfo


def explain(rule: RuleInfo) -> str:
    """All there is to know of a rule, as Markdown."""
    why, heading, more = rule.docs.strip().partition("\n## ")
    parts = [
        f"# {rule.id}",
        f"**{rule.title}**",
        _table(rule),
        "## Why\n\n" + why.strip(),
        "## How to fix it\n\n" + rule.remedy + _fixes(rule),
    ]
    parts += ["## " + more.strip()] if heading else []
    parts += [_settings(rule), _examples(rule)]
    if rule.changes:
        parts.append("## Changes\n\n" + "\n".join(f"- {version}: {note}" for version, note in rule.changes))
    if rule.references:
        parts.append("## References\n\n" + "\n".join(f"- <{address}>" for address in rule.references))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(rule: RuleInfo) -> str:
    status = rule.status + (f", use {rule.replaced_by}" if rule.replaced_by else "")
    rows = [
        ("Severity", rule.severity), ("Confidence", rule.confidence), ("Category", rule.category), ("Status", status),
        ("Since", rule.since), ("Also known as", ", ".join(rule.aliases)), ("Controls", ", ".join(rule.controls)),
        ("Profiles", ", ".join(rule.profiles)), ("Runs only with", needs(rule)),
    ]  # fmt: skip
    return "\n".join(f"- {name}: {value}" for name, value in rows if value)


def _fixes(rule: RuleInfo) -> str:
    """What `check --fix` does."""
    rows = []
    for title, effect, *_ in rule.fixes:
        option = "--fix --unsafe-fixes" if effect == "image" else "--fix"
        rows.append(f"- {title} (`{option}`, effect {effect})")
    return "\n\n" + "\n".join(dict.fromkeys(rows)) if rows else ""


def _settings(rule: RuleInfo) -> str:
    if not rule.params:
        return ""
    rows = [f"- `{name}` ({type_}), default `{_value(default)}`" for name, type_, default in rule.params]
    return "## Settings\n\n" + "\n".join(rows)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _examples(rule: RuleInfo) -> str:
    bad, good = rule.examples
    if not bad and not good:
        return ""
    reported = [_example(text, why, _findings(findings), fixed) for text, findings, why, _, fixed, _ in bad]
    silent = [_example(text, why, "") for text, why, *_ in good]
    return "\n\n".join(["## Reported", *reported, "## Not reported", *silent])


def _findings(findings: tuple[tuple[int, str | None, str | None], ...]) -> str:
    """What is reported of an example, as far as the example says it."""
    rows = []
    for line, text, message in findings:
        place = f"line {line}" if line else ""
        marked = f"`{' '.join(text.split())}`" if text else ""
        rows.append("- " + ": ".join(part for part in (place, marked, message) if part))
    return "\n".join(rows)


def _example(dockerfile: str, why: str, findings: str, fixed: str | None = None) -> str:
    parts = [why.strip(), _fenced(dockerfile), findings, *(["Fixed:", _fenced(fixed)] if fixed is not None else [])]
    return "\n\n".join(part for part in parts if part)


def _fenced(dockerfile: str) -> str:
    """A Dockerfile as a block; Windows line endings are told in words."""
    note = "\n\n(with Windows line endings)" if "\r\n" in dockerfile else ""
    text = dockerfile.replace("\r\n", "\n").rstrip()
    return f"```dockerfile\n{text}\n```{note}"


def rule_list(rules: Iterable[RuleInfo]) -> str:
    """A line for each rule: id, severity, category, status, title, and what it does not run without."""
    rows = [(rule.id, rule.severity, rule.category, rule.status, rule.title + _marker(rule)) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    padded = ([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]] for row in rows)
    return "".join("  ".join(row) + "\n" for row in padded)


PROVIDED_BY = {"context": "--context", "registry": "--registry", "image": "the scan of an image"}


def needs(rule: RuleInfo) -> str:
    """What must be given for a rule to run; empty where it runs on the Dockerfile alone."""
    return ", ".join(PROVIDED_BY[name] for name in rule.requires)


def _marker(rule: RuleInfo) -> str:
    return f" [inactive without {needs(rule)}]" if rule.requires else ""


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def rule_data(rule: RuleInfo) -> dict[str, Any]:
    """A rule as plain data for JSON, without its examples."""
    return {
        "id": rule.id, "title": rule.title, "severity": rule.severity, "confidence": rule.confidence, "category": rule.category,
        "status": rule.status, "since": rule.since, "aliases": list(rule.aliases), "controls": list(rule.controls),
        "profiles": list(rule.profiles), "requires": list(rule.requires), "inactive": bool(rule.requires),
        "replaced_by": rule.replaced_by or None,
        "params": {name: {"type": type_, "default": _plain(default)} for name, type_, default in rule.params},
        "references": list(rule.references), "url": rule.url or None, "docs": rule.docs,
        "remedy": rule.remedy, "fixes": [{"title": title, "effect": effect} for title, effect, *_ in rule.fixes],
    }  # fmt: skip
