"""The gate: a Dockerfile is judged before an engine is asked for anything, and what was judged is what is built."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.config.errors import ConfigErrors
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import Providers
from analyzer.lint.discovery import Target
from analyzer.lint.finding import SEVERITIES, at_least
from analyzer.lint.run import Opened, judge_opened, open_target, read
from analyzer.lint.selection import UnknownSelectorError
from analyzer.providers.context import ContextFolder
from analyzer.providers.ignored import Ignored, ignore_file
from analyzer.rules.errors import RuleErrors
from analyzer.runtime.failure import Failure, RefusedError, refused
from analyzer.runtime.requests import THRESHOLDS, Judging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.facts.model import FileFacts
    from analyzer.facts.providers import Images
    from analyzer.lint.finding import Finding
    from analyzer.lint.run import FileResult, Policy
    from analyzer.runtime.operation import Operation
    from analyzer.runtime.requests import BuildRequest
    from analyzer.runtime.result import Result

NAMES = ("Dockerfile", "dockerfile", "Containerfile")
"""What a Dockerfile is called in its context (docker, cli/command/image/build/context.go; buildah's Containerfile)."""
_MOST_SHOWN = 20  # findings in an error; all of them stand in the result
_STAGE = "check"


@dataclass(frozen=True, slots=True)
class Way:
    """How a Dockerfile is judged: by what, and as which build. Without a context nothing is known of one."""

    judging: Judging = field(default_factory=Judging)
    context: str = ""
    build_args: Mapping[str, str] = field(default_factory=dict)
    target: str = ""


@dataclass(slots=True)
class Checked:
    """A Dockerfile that was judged: `content` is what was judged, and what is to be built.

    `ignored` is the ignore file that was in force, `facts` what is true of the Dockerfile.
    """

    way: Way
    path: str
    content: bytes
    ignored: Ignored | None
    policy: Policy
    result: FileResult
    facts: FileFacts

    @property
    def findings(self) -> list[Finding]:
        """What was found and is not silenced."""
        return self.result.findings

    @property
    def reached(self) -> list[Finding]:
        """The findings at or above the threshold."""
        return [finding for finding in self.findings if at_least(finding.severity, self.policy.fail_on)]

    @property
    def summary(self) -> dict[str, Any]:
        """The findings in numbers and places."""
        by_severity = dict.fromkeys(SEVERITIES, 0)
        for finding in self.findings:
            by_severity[finding.severity] += 1
        return {
            "path": self.path,
            "threshold": self.policy.fail_on,
            "reached": len(self.reached),
            "suppressed": len(self.result.suppressed),
            "by_severity": {severity: count for severity, count in by_severity.items() if count},
            "findings": [
                {
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "line": finding.span.start.line,
                    "column": finding.span.start.column,
                    "message": finding.message,
                    "fingerprint": finding.fingerprint,
                }
                for finding in self.findings
            ],
        }


def examine(request: BuildRequest, operation: Operation, result: Result) -> Checked:
    """Judges the Dockerfile of a build, and says in the result what was found.

    Raises RefusedError: for findings at the threshold, unless the request has `force`, which the result then tells.
    """
    if not os.path.isdir(request.context):
        raise refused(
            f"the context {request.context!r} is no folder", "name the folder that COPY and ADD take files from", stage=_STAGE
        )
    path = find_dockerfile(request.context, request.dockerfile)
    known = {name: value for name, value in request.build_args if value is not None}
    known |= {name: os.environ[name] for name, value in request.build_args if value is None and name in os.environ}
    checked = judge(path, Way(request.judging, request.context, known, request.target))
    reached = checked.reached
    operation.progress(1.0, f"{len(checked.findings)} findings, {len(reached)} at or above {checked.policy.fail_on}")
    result.findings = checked.summary
    if reached and not request.force:
        raise RefusedError(too_grave(checked, _STAGE))
    if reached:
        result.overridden.append("findings")
    return checked


def too_grave(checked: Checked, stage: str) -> Failure:
    """Why an operation stops at findings."""
    reached = checked.reached
    evidence = [f"{checked.path}:{f.span.start.line}: {f.severity}: {f.message} [{f.rule}]" for f in reached[:_MOST_SHOWN]]
    if len(reached) > _MOST_SHOWN:
        evidence.append(f"and {len(reached) - _MOST_SHOWN} more")
    found = "1 finding is" if len(reached) == 1 else f"{len(reached)} findings are"
    return Failure(
        "findings",
        "findings",
        stage,
        f"{found} at or above the threshold '{checked.policy.fail_on}' in {checked.path}",
        evidence=tuple(evidence),
        remedies=(
            f"buildsecbot check --fix {checked.path}",
            "accept a finding with a comment: # buildsecbot: ignore=RULE -- reason",
            "raise the threshold with --fail-on, or go on all the same with --force, which the result records",
        ),
        line=reached[0].span.start.line if reached else None,
    )


def find_dockerfile(context: str, given: str) -> str:
    """The path of the Dockerfile of a build. Raises RefusedError.

    One that is a link is taken where it leads to a place in its own folder or in the context.
    """
    path = given or next(
        (found for name in NAMES if os.path.isfile(found := os.path.normpath(os.path.join(context, name)))), ""
    )
    if not path:
        raise refused(f"there is no Dockerfile in {context!r}", "name it with -f FILE", code="dockerfile-missing", stage=_STAGE)
    if not os.path.isfile(path):
        raise refused(f"{path!r} is no file", "name the Dockerfile with -f FILE", code="dockerfile-missing", stage=_STAGE)
    real = os.path.realpath(path)
    homes = (os.path.realpath(os.path.dirname(path) or "."), os.path.realpath(context))
    if not any(real.startswith(os.path.join(home, "")) for home in homes):
        message = f"{path!r} is a link to {real!r}, outside of the context and of its own folder"
        raise refused(message, "copy the file, or name the one it leads to", code="dockerfile-outside", stage=_STAGE)
    return path


def judge(path: str, way: Way, *, content: bytes | None = None, images: Images | None = None) -> Checked:
    """Judges a Dockerfile, with the scan of its image where `images` has one.

    `content` is what it held when it was read before. Raises RefusedError where it cannot be judged.
    """
    judging = way.judging
    if judging.fail_on and judging.fail_on not in THRESHOLDS:
        raise refused(f"there is no severity {judging.fail_on!r}", f"it is one of {', '.join(THRESHOLDS)}", stage=_STAGE)
    given: dict[str, Any] = {
        "select": list(judging.select),
        "extend-select": list(judging.extend_select),
        "ignore": list(judging.ignore),
        "rules": list(judging.rules),
        "build-args": dict(way.build_args),
    }
    given |= {key: value for key, value in (("profile", judging.profile), ("fail-on", judging.fail_on)) if value}
    if way.target:
        given["target"] = way.target
    providers = Providers(ContextFolder(way.context) if way.context else None, None, images)
    try:
        policies = Policies(Layer(given), providers, judging.config, not judging.config and not judging.isolated)
        policies.with_fixes()
        policy = policies.of(path)
        content = read(path) if content is None else content
    except (ConfigErrors, UnknownSelectorError, RuleErrors) as error:
        raise refused(str(error), getattr(error, "hint", ""), code="configuration", stage=_STAGE) from None
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror or error}"
        raise refused(message, code="unreadable", stage=_STAGE) from None
    ignored = ignore_file(os.path.realpath(way.context), path) if way.context else None
    opened = open_target(Target(path, named=True, data=content), policies.of)
    result = judge_opened(opened) if isinstance(opened, Opened) else opened
    if not isinstance(opened, Opened) or result.error:
        raise refused(f"{path}: {result.error}", code="not-checked", stage=_STAGE)
    return Checked(way, path, content, ignored, policy, result, opened.root)
