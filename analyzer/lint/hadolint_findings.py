"""Findings as hadolint tells them: by its codes, at its places, with its severities.

hadolint names the first line of an instruction and column 1, and a code once for an instruction. What it cannot parse has its
one error, at a place of its own.
"""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.lint.hadolint_codes import OFF, PARSE_ERROR, label_value_codes, severities
from analyzer.lint.selection import SHELLCHECK, Selection, every_rule, settled
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.lint.finding import Finding
    from analyzer.rules.ruleset import Ruleset

_TOOL = "hadolint/"
_GLOBBING = "hadolint/SC2086"
_EXPANSION = Lazy(r'"?\$\{?([A-Za-z_][A-Za-z0-9_]*)')
_LABELS = "label-required-missing"
_NEEDS = {
    "base-image-registry-not-allowed": "base-image-registry-not-allowed",
    "label-empty": _LABELS,
    "label-required-missing": _LABELS,
    "label-value-invalid": _LABELS,
    "label-superfluous": "label-superfluous",
}
"""Rules that are silent in hadolint until something is set, with the rule whose settings tell that it is."""


class Violation:
    """A finding in hadolint's terms: `line` and `column` from 1. `key` tells it from others of its code in the file."""

    __slots__ = ("code", "column", "key", "level", "line", "message")

    def __init__(self, code: str, level: str, line: int, message: str, key: str, column: int = 1) -> None:
        self.code = code
        self.level = level
        self.line = line
        self.column = column
        self.message = message
        self.key = key

    @property
    def is_parse_error(self) -> bool:
        """The file cannot be parsed."""
        return self.code == PARSE_ERROR


class Terms:
    """Which codes count, and how much: `given` severities by code go before hadolint's own, and `ignored` codes do not count.

    `settings` are those of our rules, and `shellcheck` tells that ShellCheck judges the scripts.
    """

    __slots__ = ("_given", "_ignored", "_settings", "_shellcheck")

    def __init__(
        self,
        given: Mapping[str, str],
        ignored: set[str],
        settings: dict[str, dict[str, list[str]]],
        *,
        shellcheck: bool,
    ) -> None:
        self._given = given
        self._ignored = ignored
        self._settings = settings
        self._shellcheck = shellcheck

    def level(self, code: str, own: str = OFF) -> str:
        """The severity of a code, ``off`` where it is not reported; `own` is that of a code hadolint has no severity for."""
        if code == PARSE_ERROR:
            return "error"
        if code in self._ignored:
            return OFF
        return self._given.get(code) or severities().get(code, own)

    def selection(self, rules: Ruleset) -> Selection:
        """The rules that have a code in force."""
        configured = rules.configured({rule: dict(_tuples(values)) for rule, values in self._settings.items()})
        chosen = {rule.id for rule in every_rule(rules) if self._runs(rule.id, rule.aliases)}
        return settled(configured, {SHELLCHECK, *chosen}, set(), dict.fromkeys(chosen, "warning"), asks=False)

    def _runs(self, id_: str, aliases: Iterable[str]) -> bool:
        if id_ in _NEEDS and _NEEDS[id_] not in self._settings:
            return False
        codes = [alias[len(_TOOL) :] for alias in aliases if alias.startswith(_TOOL)]
        if self._shellcheck and any(code.startswith("SC") for code in codes):
            return False
        return any(self.level(code) != OFF for code in codes)

    def codes(self, finding: Finding, root: FileFacts) -> Iterator[tuple[str, str]]:
        """The codes of a finding, each with its message: one, but a code for each label that a stage lacks."""
        names = [alias[len(_TOOL) :] for alias in finding.aliases if alias.startswith(_TOOL)]
        if finding.rule == _LABELS:
            for label in self._missing(finding, root):
                yield names[0], f"the label {label} is not set"
        elif len(names) > 1:
            yield self._label_code(finding, root), finding.message
        else:
            for name in names:
                yield name, finding.message

    def _missing(self, finding: Finding, root: FileFacts) -> Iterator[str]:
        number = next(
            (stage.index for stage in root.stages if stage.from_instruction.start == finding.span.start.offset),
            len(root.stages),
        )
        keys = root.stages[number].label_keys if number < len(root.stages) else []
        return (label for label in self._settings[_LABELS]["required"] if label not in (keys if isinstance(keys, list) else ()))

    def _label_code(self, finding: Finding, root: FileFacts) -> str:
        """The code for the value of a label, which depends on the type that the label should have."""
        text = root.source.text[finding.span.start.offset : finding.span.end.offset]
        key = (text.partition("=")[0] if "=" in text else text.split()[0]).strip("\"'")
        by_param = self._settings["label-value-invalid"]
        param = next((param for param, labels in by_param.items() if key in labels), next(iter(by_param)))
        return label_value_codes()[param]


def _tuples(values: dict[str, list[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((param, tuple(items)) for param, items in values.items())


def violations(root: FileFacts, findings: Iterable[Finding], terms: Terms) -> list[Violation]:
    """What hadolint would tell, by line and code. A file that cannot be parsed has one violation, that it cannot."""
    lines = _first_lines(root)
    found: dict[tuple[int, str, str], Violation] = {}
    for finding in _told(root, findings, lines):
        if finding.suppression is not None:
            continue
        start = finding.span.start
        for code, message in terms.codes(finding, root):
            if code == PARSE_ERROR:
                return [Violation(code, "error", start.line, message, finding.fingerprint, start.column)]
            level = terms.level(code, finding.severity)
            if level in SEVERITIES:
                line = lines.get(start.line, start.line)
                key = (line, code, message if finding.rule == _LABELS else "")
                found.setdefault(key, Violation(code, level, line, message, finding.fingerprint + key[2]))
    return [found[key] for key in sorted(found)]


def _first_lines(root: FileFacts) -> dict[int, int]:
    """By the line of an instruction the line that it begins on."""
    return {line: node.line for node in root.document.instructions for line in range(node.line, node.last_line + 1)}


def _told(root: FileFacts, findings: Iterable[Finding], lines: Mapping[int, int]) -> list[Finding]:
    """The findings without those on scripts that hadolint does not tell.

    hadolint has ShellCheck judge RUN only, tells the last remark on an instruction, also where a comment silences that one, and
    takes the values of ARG and ENV for single words.
    """
    last: dict[int, Finding] = {}
    rest = []
    steps = {step.syntax.line: step for step in root.instructions if "RUN" in (step.kind, step.trigger and step.trigger.kind)}
    for finding in findings:
        if not _is_of_script(finding):
            rest.append(finding)
            continue
        line = lines.get(finding.span.start.line, finding.span.start.line)
        step = steps.get(line)
        if step is None or (_GLOBBING in finding.aliases and _variable(root, finding) in _given(step)):
            continue
        if line not in last or _order(finding) > _order(last[line]):
            last[line] = finding
    return [*rest, *last.values()]


def _order(finding: Finding) -> tuple[int, int, str]:
    """Where ShellCheck tells a finding: by place, gravity and code."""
    return finding.span.start.offset, SEVERITIES.index(finding.severity), finding.rule


def _is_of_script(finding: Finding) -> bool:
    return any(alias.startswith(_TOOL + "SC") for alias in finding.aliases)


def _variable(root: FileFacts, finding: Finding) -> str:
    """The variable that a finding is about; empty where it is about something else."""
    expansion = _EXPANSION.match(root.source.text, finding.span.start.offset)
    return expansion[1] if expansion is not None else ""


def _given(step: Instruction) -> set[str]:
    """The names of the variables that ARG and ENV give an instruction, and of BuildKit's proxies."""
    found = {form for name in ("http", "https", "ftp", "no", "all") for form in (f"{name}_proxy", f"{name}_proxy".upper())}
    for stage in step.stage.lineage() if step.stage is not None else ():
        for kind in ("ARG", "ENV"):
            for tick, setting in stage.steps_by_kind.get(kind, ()):
                if stage is not step.stage or tick < step.tick:
                    found.update(pair.key for pair in setting.pairs if isinstance(pair.key, str))
    return found
