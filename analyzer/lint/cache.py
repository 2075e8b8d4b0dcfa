"""Results kept between runs: what was found in a file of this content, judged in this way.

One file in the user's cache folder holds the results of one way of judging: the version and rules of the program, the rules in
force with their severities and settings, the build arguments, the target, the day. Nothing is kept of files that are
judged by more than their text, or that hold suppressions.
"""

from __future__ import annotations

from analyzer.digest import sha256_hex
from analyzer.jsoncache import JsonCache
from analyzer.lint.finding import Finding, Label, Position, Span
from analyzer.lint.program import program
from analyzer.lint.run import FileResult
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.lint.run import Policy

CACHE = JsonCache("results", "buildsecbot results 2", most=40)
MOST = 20_000  # files of one way of judging; those of the present run go first


class ResultCache:
    """The kept results of a run's policies. Raises OSError where the program's own files cannot be read."""

    __slots__ = ("_kept", "_keys", "_new", "_program", "_used", "today")

    def __init__(self, today: str) -> None:
        self.today = today
        self._program = program()
        self._keys: dict[int, str] = {}
        self._kept: dict[str, dict[str, Any]] = {}
        self._used: dict[str, dict[str, Any]] = {}
        self._new: set[str] = set()

    def load(self, policy: Policy, path: str, data: bytes) -> FileResult | None:
        """The result of a file of this content; None where it is not known."""
        key = self._key(policy)
        if not key:
            return None
        digest = sha256_hex(data)
        found = self._kept[key].get(digest)
        if found is None:
            return None
        source = Source.from_bytes(data, path)
        try:
            plain, masks = found
            findings = [_finding(each, path) for each in plain]
            result = FileResult(path, source, findings, fail_on=policy.fail_on)
            if masks is not None:
                result.mask(masks)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            return None
        self._used[key][digest] = found
        result.inactive = policy.selection.inactive(policy.providers)
        return result

    def add(self, policy: Policy, data: bytes, result: FileResult) -> None:
        """Takes in the result of a file."""
        key = self._key(policy)
        if key and not result.error and not result.suppressed:
            self._used[key][sha256_hex(data)] = [[_plain(finding) for finding in result.findings], result.masks]
            self._new.add(key)

    def save(self) -> None:
        """Keeps what is new for the next run, whole or not at all."""
        for key in self._new:
            entries = {
                **self._used[key],
                **{name: kept for name, kept in self._kept[key].items() if name not in self._used[key]},
            }
            CACHE.save(key, dict(list(entries.items())[:MOST]))
        self._new.clear()

    def _key(self, policy: Policy) -> str:
        """What identifies a way of judging; empty where more than the text of a file counts."""
        known = self._keys.get(id(policy))
        if known is None:
            known = self._keys[id(policy)] = self._digest(policy)
            if known and known not in self._kept:
                kept = CACHE.load(known)
                self._kept[known] = kept if isinstance(kept, dict) else {}
                self._used[known] = {}
        return known

    def _digest(self, policy: Policy) -> str:
        if policy.providers.names:
            return ""
        selection = policy.selection
        parts = (
            self._program,
            selection.rules.digest,
            sorted(selection.enabled),
            sorted(selection.on_request),
            sorted(map(sorted, selection.codes)),
            sorted(selection.severities.items()),
            [(rule.id, sorted(rule.settings.items())) for rule in selection.rules.rules if rule.settings],
            selection.comments,
            sorted(policy.build_args.items()),
            policy.stage,
            policy.fixes,
            self.today,
        )
        return sha256_hex(repr(parts).encode("utf-8", "surrogateescape"))


def _plain(finding: Finding) -> list[Any]:
    return [
        *(finding.rule, finding.severity, finding.category, finding.confidence, finding.message),
        _span(finding.span),
        *(finding.stage, finding.aliases, finding.controls),
        [[_span(label.span), label.message] for label in finding.labels],
        *(finding.url, finding.anchor, finding.ordinal),
        [[fix.title, fix.effect, [[edit.start, edit.end, edit.text] for edit in fix.edits]] for fix in finding.fixes],
    ]


def _span(span: Span) -> list[int]:
    start, end = span.start, span.end
    return [start.line, start.column, start.offset, end.line, end.column, end.offset]


def _finding(plain: list[Any], path: str) -> Finding:
    rule, severity, category, confidence, message, span, stage, aliases, controls, labels, url, anchor, ordinal, fixes = plain
    finding = Finding(rule, severity, category, confidence, message, path, _as_span(span))
    finding.stage, finding.url, finding.anchor, finding.ordinal = stage, url, anchor, ordinal
    finding.aliases, finding.controls = tuple(aliases), tuple(controls)
    finding.labels = tuple(Label(_as_span(place), text) for place, text in labels)
    if fixes:
        from analyzer.fixes.edit import Edit
        from analyzer.lint.fix import Fix

        finding.fixes = tuple(Fix(title, effect, [Edit(*edit) for edit in edits]) for title, effect, edits in fixes)
    return finding


def _as_span(numbers: list[int]) -> Span:
    return Span(Position(*numbers[:3]), Position(*numbers[3:]))
