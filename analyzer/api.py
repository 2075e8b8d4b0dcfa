"""What ``import analyzer`` offers to Python programs."""

from __future__ import annotations

from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from analyzer.lint.finding import Finding
    from analyzer.lint.run import Policy
    from analyzer.rules.ruleset import Ruleset
    from analyzer.syntax.nodes import Document


def parse(text: str | bytes, path: str = "Dockerfile") -> Document:
    r"""The lossless tree of a Dockerfile. It raises nothing: what BuildKit would refuse stands in ``issues``.

    >>> document = parse("FROM alpine:3.20 AS base\nRUN apk add curl\n")
    >>> [instruction.kind for instruction in document.instructions]
    ['FROM', 'RUN']
    >>> document.instructions[1].line
    2
    """
    from analyzer.syntax.parse import parse_document

    return parse_document(_source(text, path))


def check(
    text: str | bytes,
    path: str = "Dockerfile",
    *,
    select: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    config: str | Mapping[str, Any] | None = None,
) -> list[Finding]:
    r"""The findings of one Dockerfile, in file order, without those that its comments silence.

    `path` is the name they are reported under; that file is not read.
    Selectors are those of the command line: rule ids, other tools' names, categories, frameworks or ``ALL``; without
    `select` the profile ``recommended`` is used. `config` is the path of a configuration file, or what one would say as a
    mapping; no configuration is looked for. Raises `analyzer.lint.selection.UnknownSelectorError`,
    `analyzer.lint.check.UnknownStageError`, and `analyzer.config.errors.ConfigErrors`.

    >>> for finding in check("FROM alpine:3.20\nMAINTAINER me\n", select=["maintainer-deprecated"]):
    ...     print(finding.span.start.line, finding.rule)
    2 maintainer-deprecated
    """
    from analyzer.lint.check import check_source

    policy = _policy(path, select, extend_select, ignore, build_args, target, config)
    findings = check_source(_source(text, path), policy.selection, policy.build_args, policy.stage, policy.providers)
    return [finding for finding in findings if finding.suppression is None]


def fix(
    text: str | bytes,
    path: str = "Dockerfile",
    *,
    unsafe: bool = False,
    select: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    config: str | Mapping[str, Any] | None = None,
) -> str:
    r"""The text of one Dockerfile after the safe fixes of what `check` finds; with `unsafe` also after the others.

    Each round of fixes is read and judged again, and one that does harm is left out (`analyzer.lint.fixing.fix_source` tells
    which). The other arguments, and what is raised, are those of `check`.

    >>> print(fix("FROM debian:12\nMAINTAINER me\n", select=["maintainer-deprecated"]), end="")
    FROM debian:12
    LABEL org.opencontainers.image.authors="me"
    """
    from analyzer.lint.fixing import fix_source

    policy = _policy(path, select, extend_select, ignore, build_args, target, config)
    return fix_source(_source(text, path), policy, unsafe).source.text


def _policy(
    path: str,
    select: Sequence[str],
    extend_select: Sequence[str],
    ignore: Sequence[str],
    build_args: Mapping[str, str] | None,
    target: str | None,
    config: str | Mapping[str, Any] | None,
) -> Policy:
    from analyzer.config.policies import policy_for

    given: dict[str, Any] = {"select": list(select), "extend-select": list(extend_select), "ignore": list(ignore)}
    given["build-args"] = dict(build_args or {})
    if target:
        given["target"] = target
    return policy_for(path, config, given)


def _source(text: str | bytes, path: str) -> Source:
    return Source.from_bytes(text, path) if isinstance(text, bytes) else Source(text, path)


def load_rules(*paths: str) -> Ruleset:
    """The rules of files and folders, or those that come with the program. Raises analyzer.rules.errors.RuleErrors.

    >>> load_rules().by_id["maintainer-deprecated"].category
    'style'
    """
    if paths:
        from analyzer.rules.load import load_rules as load

        return load(list(paths))
    from analyzer.rules.builtin import builtin_rules

    return builtin_rules()
