"""ShellCheck's codes as rules: ``shellcheck/SC2086``. They come and go with ShellCheck's version, so any code is one."""

from __future__ import annotations

from analyzer.lint.selection import SHELLCHECK as NAMESPACE
from analyzer.rules.ruleset import RuleInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.lint.selection import Selection

_PREFIX = NAMESPACE + "/"

_DOCS = """\
[ShellCheck](https://www.shellcheck.net/), the static analyzer of shell scripts, reports this about a script of `RUN`, `CMD`, \
`ENTRYPOINT` or `HEALTHCHECK`. Why, with examples, and when to ignore it stands in its wiki: <{url}>.

ShellCheck is asked where `buildsecbot check --shellcheck` is given. It comes with `pip install 'buildsecbot[shellcheck]'`.
"""


class ShellCheckRule(RuleInfo):
    """A code of ShellCheck. It has no pattern; each finding has a message and a severity of its own."""

    __slots__ = ()

    def __init__(self, code: str, severity: str = "warning") -> None:
        self.id = _PREFIX + code
        self.title = f"ShellCheck reports {code}"
        self.severity = severity
        self.confidence = "high"
        self.category = "style" if severity == "style" else "correctness"
        self.status = "stable"
        self.since = "0.1.0"
        self.aliases = ("hadolint/" + code,)
        self.controls = self.requires = ()
        self.params = ()
        self._body = ((), (), (), ())
        self.settings = {}
        self.replaced_by = ""
        self.reports_unknown = False
        self.url = "https://www.shellcheck.net/wiki/" + code

    @property
    def profiles(self) -> tuple[str, ...]:
        """It is part of none."""
        return ()

    @property
    def docs(self) -> str:
        """Markdown."""
        return _DOCS.format(url=self.url)

    @property
    def why(self) -> str:
        """Nothing: the message says it, and ShellCheck's page."""
        return ""

    @property
    def remedy(self) -> str:
        """How to fix it."""
        return f"Change the script as ShellCheck's page on {self.id.removeprefix(_PREFIX)} advises: {self.url}"

    @property
    def references(self) -> tuple[str, ...]:
        """ShellCheck's own page."""
        return (self.url,)

    @property
    def examples(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """None: ShellCheck's page has them."""
        return (), ()

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """None."""
        return ()


def code_of(name: str) -> str:
    """The code that ``SC2086`` and ``shellcheck/SC2086`` name; empty for a name of another kind."""
    code = name.removeprefix(_PREFIX)
    return code if len(code) == 6 and code[:2] == "SC" and code[2:].isascii() and code[2:].isdigit() else ""


def in_force(selection: Selection, rule: RuleInfo) -> bool:
    """A selection has a code in it."""
    names = {rule.id, NAMESPACE}
    chosen, left_out = selection.codes
    return not names.isdisjoint(chosen) and names.isdisjoint(left_out) and selection.severities.get(rule.id) != "off"
