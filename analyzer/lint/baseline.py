"""A recorded state: the findings that were there when it was written, so that later runs report only what is new.

It is JSON, an entry on a line of its own, sorted. An entry tells the file (relative to the folder of the baseline, with
slashes), the rule, the fingerprint of a line of text, and how many findings of the rule stand on such lines. So findings stay
known while lines move; in a file that is renamed they are new.
"""

from __future__ import annotations

import os

from analyzer.lint.comparison import BASELINE
from analyzer.lint.discovery import STDIN
from analyzer.lint.fingerprint import fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult

SCHEMA = 1
DEFAULT = ".buildsecbot-baseline.json"
_KEYS = ("path", "rule", "fingerprint", "count")

Key = tuple[str, str, str]  # path, rule, fingerprint


class BaselineError(Exception):
    """A file that is no baseline. The message begins with its place."""

    def __init__(self, path: str, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(f"{path}:{line}:{column}: {message}")
        self.hint = hint


class Baseline:
    """The entries of a file: how many findings of each kind are known. `path` is where it lies, or will be written."""

    __slots__ = ("counts", "path")

    def __init__(self, path: str, counts: dict[Key, int] | None = None) -> None:
        self.path = path
        self.counts = counts or {}

    def key(self, finding: Finding) -> Key:
        """The entry that a finding belongs to."""
        path = self._name(finding.path)
        return path, finding.rule, fingerprint(finding.rule, path, finding.anchor, 0)

    def apply(self, results: Iterable[FileResult], ran: Callable[[FileResult, str], bool]) -> dict[Key, int]:
        """Takes the known findings out of the reported ones; the entries that are out of date, and by how much each.

        `ran` tells whether a rule, by its id, ran on a file: of a rule that did not, and of a file that is there and was not
        checked, nothing is known.
        """
        from analyzer.lint.suppression import FILE, Suppression

        left = dict(self.counts)
        checked: dict[str, FileResult] = {}
        for result in results:
            if not result.error:
                checked[self._name(result.path)] = result
            new = []
            for finding in result.findings:
                key = self.key(finding)
                if left.get(key, 0):
                    left[key] -= 1
                    finding.suppression = Suppression(BASELINE, FILE, finding.rule, -1, -1)
                    result.suppressed.append(finding)
                else:
                    new.append(finding)
            result.findings = new
        return {key: count for key, count in left.items() if count and self._judged(key, checked, ran)}

    def renewed(self, results: Iterable[FileResult], ran: Callable[[FileResult, str], bool]) -> Baseline:
        """The baseline of what is reported now. Entries of which this run knows nothing stay."""
        found: dict[Key, int] = {}
        checked = {self._name(result.path): result for result in results}
        for result in checked.values():
            for finding in result.findings:
                key = self.key(finding)
                found[key] = found.get(key, 0) + 1
        kept = {key: count for key, count in self.counts.items() if not self._judged(key, checked, ran)}
        return Baseline(self.path, {**kept, **found})

    def text(self) -> str:
        """The file."""
        from json import dumps

        entries = [dumps(dict(zip(_KEYS, (*key, count), strict=True))) for key, count in sorted(self.counts.items())]
        listed = "[\n  " + ",\n  ".join(entries) + "\n ]" if entries else "[]"
        return f'{{\n "schema": {SCHEMA},\n "tool": "buildsecbot",\n "findings": {listed}\n}}\n'

    def _judged(self, key: Key, checked: dict[str, FileResult], ran: Callable[[FileResult, str], bool]) -> bool:
        """The run tells whether there are findings of an entry."""
        path, rule, _ = key
        if path in checked:
            return ran(checked[path], rule)
        return path != STDIN and not os.path.lexists(os.path.join(os.path.dirname(os.path.abspath(self.path)), path))

    def _name(self, path: str) -> str:
        """A file as entries name it."""
        if path == STDIN:
            return path
        folder = os.path.dirname(os.path.abspath(self.path))
        try:
            name = os.path.relpath(os.path.abspath(path), folder)
        except ValueError:  # on another drive
            name = os.path.abspath(path)
        return _clean(name.replace(os.sep, "/"))


def read_baseline(path: str, data: bytes) -> Baseline:
    """The baseline in a file's content. Raises BaselineError."""
    import json

    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise BaselineError(path, *place, "the file is not UTF-8") from None
    except json.JSONDecodeError as error:
        hint = "settle the merge, then write it anew with --write-baseline" if "<<<<<<<" in text else ""
        raise BaselineError(path, error.lineno, error.colno, f"not JSON: {error.msg}", hint) from None
    except RecursionError:
        raise BaselineError(path, 1, 1, "this is no baseline: it is nested too deeply") from None
    if not isinstance(found, dict) or found.get("tool") != "buildsecbot" or not isinstance(found.get("findings"), list):
        hint = "--write-baseline writes one"
        raise BaselineError(path, 1, 1, "this is no baseline of buildsecbot", hint)
    schema = found.get("schema")
    if type(schema) is not int or schema != SCHEMA:
        place = _place_of(text, '"schema"')
        message = f"a baseline of schema {json.dumps(schema)}, this program knows {SCHEMA}"
        raise BaselineError(path, *place, message, "use the version of buildsecbot that wrote it, or write it anew")
    return Baseline(path, _counts(path, text, found["findings"]))


def _counts(path: str, text: str, entries: list[Any]) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for number, entry in enumerate(entries):
        problem = _problem(entry)
        if not problem:
            key = entry["path"], entry["rule"], entry["fingerprint"]
            problem = "the entry stands here twice" if key in counts else ""
        if problem:
            raise BaselineError(path, *_entry_place(text, number), problem, "write it anew with --write-baseline")
        counts[key] = entry["count"]
    return counts


def _problem(entry: Any) -> str:
    """What is wrong with an entry; empty if nothing is."""
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
        return f"an entry has the members {', '.join(_KEYS)}"
    if not all(isinstance(entry[name], str) and entry[name] for name in _KEYS[:3]):
        return "path, rule and fingerprint of an entry are texts"
    if len(entry["fingerprint"]) != 32 or not set(entry["fingerprint"]) <= set("0123456789abcdef"):
        return "a fingerprint has 32 hexadecimal digits"
    if type(entry["count"]) is not int or entry["count"] < 1:
        return "the count of an entry is a number from 1"
    return ""


def _entry_place(text: str, number: int) -> tuple[int, int]:
    """Line and column of an entry of a text that is known to be JSON with a list of findings at its top."""
    from json import JSONDecoder

    decoder = JSONDecoder()
    at = _skipped(text, text.index("{") + 1)
    while True:  # the members of the file
        name, at = decoder.raw_decode(text, at)
        at = _skipped(text, at)
        at = _skipped(text, at + 1)  # behind the colon
        if name == "findings":
            break
        at = _skipped(text, _skipped(text, decoder.raw_decode(text, at)[1]) + 1)
    at = _skipped(text, at + 1)
    for _ in range(number):
        at = _skipped(text, _skipped(text, decoder.raw_decode(text, at)[1]) + 1)
    return _position(text, at)


def _skipped(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _place_of(text: str, word: str) -> tuple[int, int]:
    return _position(text, max(0, text.find(word)))


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _clean(text: str) -> str:
    """A name that UTF-8 can hold: bytes that are none as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
