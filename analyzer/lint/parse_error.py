"""The one rule that is no YAML: what BuildKit itself refuses."""

from __future__ import annotations

from analyzer.rules.ruleset import RuleInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DOCS = """\
The build fails here: BuildKit does not accept this file or this instruction. The message is BuildKit's own.

The rest of the file is still judged, as far as it can be read. The rule is in force whatever is selected, because other
rules see less of a file that is broken; `--ignore parse-error` leaves it out.
"""


_REMEDY = "Correct the instruction as the message says; what Docker accepts stands in the Dockerfile reference."


class ParseErrorRule(RuleInfo):
    """The rule ``parse-error``. It has no pattern: its findings are the issues of a parsed document."""

    __slots__ = ()

    def __init__(self) -> None:
        self.id = "parse-error"
        self.title = "BuildKit does not accept this"
        self.severity = "error"
        self.confidence = "high"
        self.category = "correctness"
        self.status = "stable"
        self.since = "0.1.0"
        self.aliases = ("hadolint/DL1000", "sonar/S2260", "tally/unknown-instruction")
        self.controls = self.requires = self.profiles = ()
        self.params = ()
        self.settings = {}
        self.replaced_by = self.url = ""

    @property
    def docs(self) -> str:
        """Markdown."""
        return _DOCS

    @property
    def remedy(self) -> str:
        """How to fix it."""
        return _REMEDY

    @property
    def references(self) -> tuple[str, ...]:
        """Where the accepted syntax is written down."""
        return ("https://docs.docker.com/reference/dockerfile/",)

    @property
    def examples(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """(bad, good), in the form of any rule's examples."""
        bad = (("FROM alpine:3.20\nFRUM debian\n", (), "", (), None, ()), ("FROM alpine:3.20\nEXPOSE\n", (), "", (), None, ()))
        return bad, (("FROM alpine:3.20\nEXPOSE 8080\n", "", (), ()),)

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """None so far."""
        return ()


PARSE_ERROR = ParseErrorRule()
