"""The sentences of a summary, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NUMBERS = {
    "vulnerabilities": "vulnerabilities",
    "fixable": "fixable",
    "not_fixable": "without a fixed version",
    "known_exploited": "known to be exploited",
    "exploitation_unknown": "of unknown exploitation",
    "ignored": "accepted by an exemption",
    "left_out_unfixable": "left out as not fixable",
    "severity_unknown": "of unknown severity, not judged by it",
    "secrets": "credentials in the image",
    "setuid": "setuid or setgid programs",
    "removed": "removed files that are still there",
    "issues": "issues of configuration, files and accounts",
}
ALWAYS = ("vulnerabilities", "fixable", "known_exploited", "secrets", "issues")
"""Numbers that are shown where they are 0, too."""
_PART_OF = {"secrets": "files", "setuid": "files", "removed": "files", "issues": "configuration"}


def headline(data: dict[str, Any]) -> str:
    """The one sentence that says whether it passes."""
    outcome = data["outcome"]
    if not outcome["judged"]:
        return "not judged"
    return ("passes" if outcome["passed"] else "does not pass") + f": {outcome['message']}"


def risk_line(data: dict[str, Any]) -> str:
    """The score, or that it is unknown."""
    risk = data["risk"]
    if risk["score"] is None:
        return f"unknown, at least {risk['at_least']:.2f} of 100"
    return f"{risk['score']:.2f} of 100"


def looked_at(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Each part of the image with `assessed`, or why it was not."""
    return [(one["part"], "assessed" if one["assessed"] else f"not assessed: {one['reason']}") for one in data["looked_at"]]


def scanners(data: dict[str, Any]) -> list[str]:
    """Who looked, with which version and database."""
    return [" ".join(part for part in _scanner(one) if part) for one in data["scanners"]]


def _scanner(one: dict[str, Any]) -> Iterable[str]:
    yield one["name"]
    yield one["version"]
    yield f"(database of {one['database']})" if one["database"] else ""
    yield "failed" if one["status"] != "assessed" else ""
    yield f"- {one['reason']}" if one["reason"] else ""


def numbers(data: dict[str, Any]) -> list[tuple[str, dict[str, Any] | None]]:
    """The numbers to show with their names; None in place of one that nobody can tell, as nobody has looked."""
    assessed = {one["part"]: one["assessed"] for one in data["looked_at"]}
    found: list[tuple[str, dict[str, Any] | None]] = []
    for key, name in NUMBERS.items():
        number = data["numbers"][key]
        known = assessed.get(_PART_OF.get(key, "vulnerabilities"), False)
        if number["count"] or (key in ALWAYS and known):
            found.append((name, number))
        elif key in ALWAYS:
            found.append((name, None))
        if key == "vulnerabilities" and (known or number["count"]):
            found += list(data["numbers"]["by_severity"].items())
    return found


def layers(data: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """What is to be said of the layers: name, value, and the references of what it comes from."""
    if not data["layers"]:
        return []
    more = data["layers"]["not_listed"]
    said = []
    for one in data["layers"]["numbers"]:
        value = f"{100 * one['value']:.1f} %" if one["name"].startswith("efficiency") else f"{one['value']:,}"
        beside = f" ({more} smaller ones not listed)" if more and one["refs"] and one["refs"][0].startswith("W") else ""
        said.append((one["name"], value + beside, one["refs"]))
    return said


def layer_of(one: dict[str, Any]) -> str:
    """How a layer, or a wasted file, is shown in a list."""
    if one["ref"].startswith("W"):
        lines = ", ".join(str(line) for line in one.get("lines") or () if line)
        return f"{one['bytes']:,} bytes" + (f", line {lines}" if lines else "")
    parts = [f"{kind} {one[kind]['bytes']:,} bytes" for kind in ("added", "overwritten", "deleted") if kind in one]
    return ", ".join([*parts, *([f"line {one['line']}"] if one.get("line") else [])])


def fixable_share(data: dict[str, Any]) -> str:
    """How much of the vulnerabilities could be cleared; empty where there is none."""
    numbers = data["numbers"]
    if not numbers["vulnerabilities"]["count"]:
        return ""
    return f"{100 * numbers['fixable']['count'] / numbers['vulnerabilities']['count']:.0f} % of the vulnerabilities are fixable"


def reason(part: dict[str, Any]) -> str:
    """Why a part of the risk weighs what it does."""
    return f"{part['because_impact']}; {part['because_likelihood']}; weight {part['weight']:.4f}, score {part['after']:.2f}"


def action(remedy: dict[str, Any]) -> str:
    """What a remedy does, in a sentence."""
    where = f" (line {remedy['line']} of the Dockerfile)" if remedy["line"] else ""
    what = f"{remedy['package']} {remedy['installed']}"
    if remedy["version"] is None:
        return f"{what}{where}: no single version is known to clear {len(remedy['clears'])}"
    return f"{what} -> {remedy['version']}{where}: clears {len(remedy['clears'])}"


def ranges(refs: Sequence[str]) -> str:
    """References in short: V1-V3, V5."""
    found: list[list[str]] = []
    for ref in refs:
        if found and ref[0] == found[-1][-1][0] and int(ref[1:]) == int(found[-1][-1][1:]) + 1:
            found[-1] = [found[-1][0], ref]
        else:
            found.append([ref])
    return ", ".join("-".join(group) for group in found)


def kinds(file: dict[str, Any]) -> str:
    """Why a file is worth a word."""
    found = [f"credential ({file['secret']})" if file["secret"] else "", "setuid or setgid" if file["setuid"] else ""]
    return ", ".join(kind for kind in [*found, "removed by a later layer" if file["removed"] else ""] if kind)


def known(value: float | bool | None) -> str:
    """A value that may be unknown."""
    return "unknown" if value is None else "yes" if value is True else "no" if value is False else f"{value:g}"
