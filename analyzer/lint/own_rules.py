"""The rules that are no YAML: lint makes their findings itself, about the file as a whole and about its comments."""

from __future__ import annotations

from analyzer.rules.ruleset import RuleInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class OwnRule(RuleInfo):
    """A rule without a pattern. `maker` tells what makes its findings; the rest is as for any rule."""

    __slots__ = ("_bad", "_docs", "_good", "_profiles", "_references", "_remedy", "maker")

    def __init__(
        self,
        id_: str,
        severity: str,
        category: str,
        title: str,
        maker: str,
        *,
        docs: str,
        remedy: str,
        bad: tuple[str, ...],
        good: tuple[str, ...],
        references: tuple[str, ...],
        aliases: tuple[str, ...] = (),
        profiles: tuple[str, ...] = (),
    ) -> None:
        self.id = id_
        self.title = title
        self.severity = severity
        self.confidence = "high"
        self.category = category
        self.status = "stable"
        self.since = "0.1.0"
        self.maker = maker
        self.aliases = aliases
        self._profiles = profiles
        self.controls = self.requires = ()
        self.params = ()
        self._body = ((), (), (), ())
        self.settings = {}
        self.replaced_by = self.url = ""
        self.reports_unknown = False
        self._docs, self._remedy = docs, remedy
        self._bad, self._good = bad, good
        self._references = references

    @property
    def profiles(self) -> tuple[str, ...]:
        """The names of the profiles it is part of."""
        return self._profiles

    @property
    def docs(self) -> str:
        """Markdown."""
        return self._docs

    @property
    def remedy(self) -> str:
        """How to fix it."""
        return self._remedy

    @property
    def references(self) -> tuple[str, ...]:
        """Addresses of what the rule relies on."""
        return self._references

    @property
    def examples(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """(bad, good), in the form of any rule's examples."""
        bad = tuple((text, (), "", (), None, ()) for text in self._bad)
        return bad, tuple((text, "", (), ()) for text in self._good)

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """None so far."""
        return ()


PARSE_ERROR = OwnRule(
    "parse-error",
    "error",
    "correctness",
    "BuildKit does not accept this",
    "it reports what BuildKit itself refuses",
    docs="""\
The build fails here: BuildKit does not accept this file or this instruction. The message is BuildKit's own.

The rest of the file is still judged, as far as it can be read. The rule is in force whatever is selected, because other
rules see less of a file that is broken; `--ignore parse-error` leaves it out. No comment silences it: the build fails all
the same.
""",
    remedy="Correct the instruction as the message says; what Docker accepts stands in the Dockerfile reference.",
    aliases=("hadolint/DL1000", "sonar/S2260", "tally/unknown-instruction"),
    references=("https://docs.docker.com/reference/dockerfile/",),
    bad=("FROM alpine:3.20\nFRUM debian\n", "FROM alpine:3.20\nEXPOSE\n"),
    good=("FROM alpine:3.20\nEXPOSE 8080\n",),
)


_HADOLINT = "https://github.com/hadolint/hadolint#ignoring-rules"
_BUILDKIT = "https://docs.docker.com/reference/dockerfile/#check"


SUPPRESSION_UNKNOWN = OwnRule(
    "suppression-unknown",
    "warning",
    "correctness",
    "A comment is meant to silence a rule, but names none",
    "it reports comments that name no rule",
    docs="""\
A comment that names no rule silences nothing, so what it was written for is still reported, or a rule it once named is
gone. A comment for this program that cannot be read is reported, too, and so are a name that BuildKit or hadolint would not
know in a comment of theirs.

Codes of hadolint and ShellCheck are taken as theirs by their form (`DL` or `SC` and four digits), known or not.

## When to ignore

When the file is judged by rules that this run does not have.
""",
    remedy="Write the rule as `buildsecbot rules list` names it: `# buildsecbot: ignore=RULE -- reason`.",
    profiles=("recommended", "strict"),
    references=(_HADOLINT, _BUILDKIT),
    bad=(
        "FROM alpine:3.20\n# buildsecbot: ignore=sudo-usd -- the base image asks for it\nRUN sudo make\n",
        "FROM alpine:3.20\n# buildsecbot: ignroe=sudo-used\nRUN sudo make\n",
        "FROM alpine:3.20\n# check=skip=JSONArgs\nCMD make\n",
    ),
    good=("FROM alpine:3.20\n# buildsecbot: ignore=sudo-used -- the base image asks for it\nRUN sudo make\n",),
)


SUPPRESSION_UNUSED = OwnRule(
    "suppression-unused",
    "info",
    "style",
    "A comment silences a rule that finds nothing there",
    "it reports comments that silence nothing",
    docs="""\
What the comment was written for is gone, or the comment stands where it has no effect. It would hide the next mistake of
that kind.

Only rules that ran are judged: a comment for a rule that this run leaves out is never called unused.

## When to ignore

When another tool, or a build with other arguments, needs the comment.
""",
    remedy="Take the rule out of the comment, or move the comment to the line right above the instruction.",
    profiles=("recommended", "strict"),
    references=(_HADOLINT, _BUILDKIT),
    bad=("FROM alpine:3.20\n# buildsecbot: ignore=maintainer-deprecated -- kept for the old registry\nRUN make\n",),
    good=("FROM alpine:3.20\n# buildsecbot: ignore=maintainer-deprecated -- kept for the old registry\nMAINTAINER me\n",),
)
OWN_RULES: dict[str, OwnRule] = {rule.id: rule for rule in (PARSE_ERROR, SUPPRESSION_UNKNOWN, SUPPRESSION_UNUSED)}


def own_rules_of(profile: str) -> list[str]:
    """The ids of those that a profile is given beside its rules; ``parse-error`` is in force with any."""
    return [rule.id for rule in OWN_RULES.values() if profile in rule.profiles]
