"""The summary as a page that needs nothing else: no script, no network, its style by its hash.

Every number unfolds to links to what it counts.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analyzer.report.xmltext import escape
from analyzer.runtime.scan.summary import wording
from analyzer.runtime.scan.summary.gather import by_ref, name_of, top
from analyzer.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.runtime.scan.summary.gather import Data


def render(data: Data) -> str:
    """The page."""
    style = _style()
    policy = f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    title = f"Scan of {escape(data['image'])}"
    sections = "\n".join(_sections(data))
    state = {True: "passes", False: "fails", None: "meta"}[data["outcome"]["passed"]]
    notes = "".join(f"<li>{escape(note)}</li>" for note in data["outcome"]["notes"])
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="outcome {state}">{escape(wording.headline(data))}</p>
<p>Risk: {escape(wording.risk_line(data))}</p>
<p class="meta">{escape(" ".join(text for text in (data["image_id"], data["digest"]) if text))}</p>
<ul>{notes}</ul>
</header>
<main>
{sections}
</main>
<footer><p class="meta">BuildSecBot {VERSION}</p></footer>
</body>
</html>
"""


def _sections(data: Data) -> Iterator[str]:
    entries = by_ref(data)
    seen = [(escape(part), escape(said)) for part, said in wording.looked_at(data)]
    yield _table("Looked at", ("Part", ""), [*seen, *(("by", escape(line)) for line in wording.scanners(data))])
    yield _table("Numbers", ("", "Number, and what it counts"), _numbers(data, entries))
    risks = [(_link(part["finding"], entries), escape(wording.reason(part))) for part in top(data)]
    yield _table("Top risks", ("What", "Why"), risks)
    yield _table(
        "What to do",
        ("", "Change", "Clears", "How"),
        [_remedy(one, entries) for one in data["remediation"]],
        data["remediation"],
    )
    if data["patch"]:
        patch = "\n".join(escape(line) for line in data["patch"].rstrip("\n").split("\n"))
        yield f'<h2>Patch</h2>\n<p class="meta">Not rebuilt.</p>\n<pre>{patch}</pre>'
    weights = [
        (
            _link(part["finding"], entries),
            *(f"{part[key]:g}" for key in ("impact", "likelihood", "weight")),
            f"{part['after']:.2f}",
        )
        for part in data["risk"]["parts"]
    ]
    yield _table("Where the risk is from", ("What", "Impact", "Likelihood", "Weight", "Score so far"), weights)
    yield from _lists(data)


def _numbers(data: Data, entries: dict[str, Data]) -> Iterator[tuple[str, str]]:
    reached = data["outcome"]["reached"]
    if reached["count"]:
        yield "at the threshold", _number(reached, entries)
    for name, number in wording.numbers(data):
        yield escape(name), _number(number, entries) if number is not None else "unknown, nobody has looked"
    if share := wording.fixable_share(data):
        yield "fixable share", escape(share)
    if data["static"]:
        yield escape(f"findings in {data['static']['path'] or 'the Dockerfile'}"), _number(data["static"]["number"], entries)
    for name, value, refs in wording.layers(data):
        yield escape(name), _unfolding(escape(value), refs, entries)


def _lists(data: Data) -> Iterator[str]:
    columns = ("", "Severity", "Id", "Package", "Installed", "Fixed in", "CVSS", "EPSS", "KEV", "Line", "Reported by", "Title")
    found = data["vulnerabilities"]
    yield _table("Vulnerabilities", columns, [_vulnerability(one) for one in found], found)
    files = [(one["ref"], escape(one["path"]), escape(wording.kinds(one)), str(one["line"] or "")) for one in data["files"]]
    yield _table("Files", ("", "Path", "What", "Line"), files, data["files"])
    issues = [(one["ref"], *(escape(one[key]) for key in ("severity", "id", "message", "ignored"))) for one in data["issues"]]
    yield _table("Issues", ("", "Severity", "Id", "What", "Accepted"), issues, data["issues"])
    if data["static"]:
        findings = data["static"]["findings"]
        rows = [(one["ref"], escape(one["severity"]), escape(name_of(one)), escape(one["message"])) for one in findings]
        yield _table("Findings in the Dockerfile", ("", "Severity", "Which", "What"), rows, findings)
    for title, key in (("Layers", "layers"), ("Wasted files", "wasted")):
        if data["layers"]:
            listed = data["layers"][key]
            told = [(one["ref"], escape(name_of(one)), escape(wording.layer_of(one))) for one in listed]
            yield _table(title, ("", "Which", "What"), told, listed)


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], entries: Sequence[Data] = ()) -> str:
    """A table, or that it is empty; its cells are markup. The rows of `entries` can be linked to."""
    listed = list(rows)
    if not listed:
        return f'<h2>{title}</h2>\n<p class="meta">None.</p>'
    head = "".join(f"<th>{name}</th>" for name in columns)
    ids = [f' id="{one["ref"]}"' for one in entries] or [""] * len(listed)
    body = "\n".join(
        f"<tr{id_}>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for id_, row in zip(ids, listed, strict=True)
    )
    return f'<h2>{title}</h2>\n<div class="scroll"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'


def _number(number: Data, entries: dict[str, Data]) -> str:
    return _unfolding(str(number["count"]), number["refs"], entries)


def _unfolding(text: str, refs: Sequence[str], entries: dict[str, Data]) -> str:
    if not refs:
        return text
    items = "".join(f"<li>{_link(ref, entries)}</li>" for ref in refs)
    return f"<details><summary>{text}</summary><ul>{items}</ul></details>"


def _link(ref: str, entries: dict[str, Data]) -> str:
    return f'<a href="#{ref}">{escape(name_of(entries[ref]))}</a>'


def _remedy(one: Data, entries: dict[str, Data]) -> tuple[str, ...]:
    clears = ", ".join(_link(ref, entries) for ref in one["refs"])
    command = f"<pre>{escape(one['command'])}</pre>" if one["command"] else ""
    return one["ref"], escape(wording.action(one)), clears, command + escape(" ".join(one["notes"]))


def _vulnerability(one: Data) -> tuple[str, ...]:
    id_ = escape(one["id"])
    if one["url"].startswith(("https://", "http://")):
        id_ = f'<a href="{escape(one["url"])}" rel="noopener noreferrer" target="_blank">{id_}</a>'
    title = one["title"] + (f" (accepted: {one['ignored']})" if one["ignored"] else "")
    known = [wording.known(one[key]) for key in ("cvss", "epss", "kev")]
    names = (one["package"], one["installed"], one["fixed"] or "none")
    return (
        one["ref"], escape(one["severity"]), id_, *(escape(name) for name in names), *known, str(one["line"] or ""),
        escape(", ".join(one["sources"])), escape(title),
    )  # fmt: skip


def _style() -> str:
    with open(os.path.splitext(os.path.abspath(__file__))[0] + ".css", encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
