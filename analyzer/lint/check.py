"""One file from its text to its findings."""

from __future__ import annotations

from analyzer.facts.model import file_facts
from analyzer.facts.providers import NOTHING
from analyzer.lint.finding import Finding, Label, Position, Span
from analyzer.lint.fingerprint import anchor_findings
from analyzer.lint.own_rules import PARSE_ERROR
from analyzer.lint.suppression_reader import CHECK_ARGUMENT, suppressions_of
from analyzer.native import bisect_right
from analyzer.syntax.parse import parse_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.facts.model import FileFacts
    from analyzer.facts.providers import Providers
    from analyzer.lint.locking import Lock
    from analyzer.lint.offers import Offers
    from analyzer.lint.remark import Remark
    from analyzer.lint.selection import Selection
    from analyzer.rules.ruleset import RuleInfo
    from analyzer.source.text import Source
    from analyzer.syntax.nodes import Document


LONGEST = 400
"""The characters of a message."""
_CONSIDERED = 10 * LONGEST  # of what a message quotes, in which credentials are looked for before it is cut


class BuildOptionError(ValueError):
    """What the build is given does not fit it."""


class UnknownStageError(BuildOptionError):
    """The target names no stage of the file (BuildKit, dockerfile2llb/convert.go, resolveTarget)."""

    def __init__(self, target: str, names: Iterable[str]) -> None:
        from analyzer.rules.errors import did_you_mean

        hint = did_you_mean(target, names)
        super().__init__(f"target stage {target!r} could not be found" + (f" ({hint})" if hint else ""))


def check_source(
    source: Source,
    selection: Selection,
    build_args: dict[str, str] | None = None,
    target: str | None = None,
    providers: Providers = NOTHING,
    today: str = "",
) -> list[Finding]:
    """The findings of one file, by place; those that a comment silences have a `suppression`.

    `target` names the stage to judge as final; the last one without it. `providers` tell of the build context and of
    registries. `today` is the day against which dates are judged, as ``2026-11-22``; the present one where it is empty.
    Raises UnknownStageError, or BuildOptionError for a build argument that BuildKit refuses.
    """
    root = open_file(source, build_args, target, providers, today)
    findings = judge(root, selection)
    root.forget()
    return findings


def open_file(
    source: Source,
    build_args: dict[str, str] | None = None,
    target: str | None = None,
    providers: Providers = NOTHING,
    today: str = "",
    document: Document | None = None,
) -> FileFacts:
    """The facts of a file, for `judge`. The arguments are those of `check_source`. Raises BuildOptionError.

    `document` is its tree where that is known already.
    """
    root = file_facts(document or parse_document(source), build_args, target, providers, today)
    if target and root.stages and target.lower() not in root.stage_names:
        raise UnknownStageError(target, root.stage_names)
    if build_args and CHECK_ARGUMENT in build_args:
        from analyzer.syntax.check_directive import CheckDirectiveError, parse_check_options

        try:
            parse_check_options(build_args[CHECK_ARGUMENT])
        except CheckDirectiveError as error:
            raise BuildOptionError(f"failed to parse build-arg:{CHECK_ARGUMENT}: {error}") from None
    return root


def judge(
    root: FileFacts,
    selection: Selection,
    remarks: Iterable[Remark] = (),
    *,
    fixes: bool = False,
    offers: Offers | None = None,
    lock: Lock | None = None,
) -> list[Finding]:
    """The findings of an open file by place, those made of remarks that the selection has in it among them.

    With `fixes` each finding is given its fixes; with `offers` they are made when these are asked for them. A `lock` tells
    which of the file's comments are heeded.
    """
    source, document = root.source, root.document
    stages = _StageNames(document)
    findings: list[Finding] = []
    if PARSE_ERROR.id in selection.enabled:
        findings += [_finding(PARSE_ERROR, selection, issue.text, source, issue.start, issue.end) for issue in document.issues]
    heeded = suppressions_of if lock is None else lock.suppressions
    suppressions = heeded(document, selection.rules, root.build_args, comments=selection.comments)
    active = selection.active(root.providers)
    if suppressions is not None:
        active |= selection.on_request & suppressions.asked
    for match in selection.rules.evaluate(root, active):
        finding = _finding(match.rule, selection, match.message, source, match.start, match.end)
        finding.confidence = match.confidence
        if fixes and match.rule.fixes:
            from analyzer.lint.fix import fixes_of

            finding.fixes = fixes_of(match)
        elif offers is not None and match.rule.fixes:
            offers.add(finding, match)
        finding.labels = tuple(Label(_span(source, start, end), message) for start, end, message in match.labels)
        findings.append(finding)
    if remarks:
        findings += _of_remarks(remarks, selection, source)
    if suppressions is not None:
        from analyzer.lint.suppressing import suppress

        suppress(
            findings, suppressions, active, lambda rule, text, start, end: _finding(rule, selection, text, source, start, end)
        )
        if fixes:
            from analyzer.lint.suppression_fixes import add_fixes

            add_fixes(findings, suppressions, document)
        elif offers is not None:
            offers.add_comments(suppressions, document)
    findings.sort(key=_place)
    _redact(findings, root)
    for finding in findings:
        finding.stage = stages.at(finding.span.start.offset)
    anchor_findings(source, findings)
    return findings


def _of_remarks(remarks: Iterable[Remark], selection: Selection, source: Source) -> list[Finding]:
    from analyzer.lint.shellcheck_rule import ShellCheckRule, in_force

    rules = [(remark, ShellCheckRule(remark.code, remark.severity)) for remark in remarks]
    return [
        _finding(rule, selection, remark.message, source, remark.start, remark.end)
        for remark, rule in rules
        if in_force(selection, rule)
    ]


def _cut(message: str) -> str:
    """A message quotes what it speaks of; of a file that is no Dockerfile that may be all of it."""
    return message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"


def _redact(findings: list[Finding], root: FileFacts) -> None:
    """Takes the credentials of the file out of all messages and reasons."""
    if not findings:
        return
    from analyzer.facts.redact import known_values, redact

    known = known_values(root)
    for finding in findings:
        finding.message = _cut(redact(finding.message[:_CONSIDERED], known))
        if finding.labels:
            finding.labels = tuple(Label(label.span, redact(label.message, known)) for label in finding.labels)
        if finding.suppression is not None:
            finding.suppression.reason = redact(finding.suppression.reason, known)


def _finding(rule: RuleInfo, selection: Selection, message: str, source: Source, start: int, end: int) -> Finding:
    severity = selection.severities.get(rule.id, rule.severity)
    finding = Finding(rule.id, severity, rule.category, rule.confidence, message, source.path, _span(source, start, end))
    finding.aliases = rule.aliases
    finding.controls = rule.controls
    finding.url = rule.url
    return finding


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.span.start.offset, finding.span.end.offset, finding.rule, finding.message


def _span(source: Source, start: int, end: int) -> Span:
    return Span(Position(*source.position(start), start), Position(*source.position(end), end))


class _StageNames:
    """The names of a document's stages, by offset: what FROM calls it in lower case, else its number."""

    __slots__ = ("_names", "_starts")

    def __init__(self, document: Document) -> None:
        self._starts: list[int] = []
        self._names: list[str] = []
        for instruction in document.instructions:
            if instruction.kind == "FROM":
                alias = instruction.arguments[2].text.lower() if len(instruction.arguments) == 3 else ""
                self._starts.append(instruction.start)
                self._names.append(alias or str(len(self._names)))

    def at(self, offset: int) -> str:
        """The stage an offset lies in; empty before the first FROM."""
        number = bisect_right(self._starts, offset)
        return self._names[number - 1] if number else ""
