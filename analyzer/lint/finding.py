"""What a rule found: the unit of every report."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.fix import Fix
    from analyzer.lint.suppression import Suppression

SEVERITIES = ("error", "warning", "info", "style")
"""From the gravest to the lightest."""

CATEGORIES = ("security", "compliance", "correctness", "optimization", "style")


class Position:
    """A place in a file: line and column from 1, the column in code points; offset from 0 in code points."""

    __slots__ = ("column", "line", "offset")

    def __init__(self, line: int, column: int, offset: int) -> None:
        self.line = line
        self.column = column
        self.offset = offset

    def __repr__(self) -> str:
        return f"{self.line}:{self.column}"


class Span:
    """From `start` to just behind the last character, `end`."""

    __slots__ = ("end", "start")

    def __init__(self, start: Position, end: Position) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"{self.start}-{self.end}"


class Label:
    """A second place that belongs to a finding, and what it has to do with it."""

    __slots__ = ("message", "span")

    def __init__(self, span: Span, message: str) -> None:
        self.span = span
        self.message = message


class Finding:
    """One thing a rule has to say about one place in one file.

    `stage` is the name of the build stage, or its number where it has none; empty before the first FROM. `url` is empty where
    the rule has none. `anchor` and `ordinal` tell the finding from others of its rule when lines move:
    the line it starts on, white space evened out, and its number among the findings of its rule on lines that read the same.
    `suppression` is what silences it; None for a finding that is reported. `fixes` are its fixes, the safe ones first, where
    they were asked for.
    """

    __slots__ = (
        "aliases",
        "anchor",
        "category",
        "confidence",
        "controls",
        "fixes",
        "labels",
        "message",
        "ordinal",
        "path",
        "rule",
        "severity",
        "span",
        "stage",
        "suppression",
        "url",
    )

    def __init__(self, rule: str, severity: str, category: str, confidence: str, message: str, path: str, span: Span) -> None:
        self.rule = rule
        self.severity = severity
        self.category = category
        self.confidence = confidence
        self.message = message
        self.path = path
        self.span = span
        self.stage = ""
        self.aliases: tuple[str, ...] = ()
        self.controls: tuple[str, ...] = ()
        self.labels: tuple[Label, ...] = ()
        self.url = ""
        self.anchor = ""
        self.ordinal = 0
        self.suppression: Suppression | None = None
        self.fixes: tuple[Fix, ...] = ()

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that stay the same while lines above the finding come and go."""
        from analyzer.lint.fingerprint import fingerprint

        return fingerprint(self.rule, self.path, self.anchor, self.ordinal)

    def __repr__(self) -> str:
        return f"<{self.severity} {self.rule} {self.path}:{self.span.start}>"


def at_least(severity: str, threshold: str) -> bool:
    """The severity reaches the threshold; nothing reaches ``never``."""
    return threshold != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(threshold)
