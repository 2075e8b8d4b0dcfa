"""Fixing every file of the corpus, by all rules: first with safe fixes, then with unsafe ones, too.

What fixing promises is looked at with other means than its own: BuildKit's parser reads the files before and after, values are
unquoted by another tool's code, and what a script may have gained or lost is a table of words in this file.
"""

from __future__ import annotations

import functools
import json
import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dockerfile
import pytest
from dockerfile_parse.util import WordSplitter

from analyzer.config.policies import policy_for
from analyzer.fixes.edit import apply
from analyzer.fixes.effects import SAFE
from analyzer.lint import fixing
from analyzer.lint.check import check_source
from analyzer.lint.run import Policy
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

pytestmark = [pytest.mark.shared, pytest.mark.corpus]
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
PARTS = 16

# The words that a script may gain or lose by the safe fixes of a rule; of rules that are not listed none may come or go.
# A word is what stands between white space, quotes and the characters ; & | ( ) of a script.
GAINS: dict[str, str] = {
    "apt-instead-of-apt-get": r"(\S*/)?apt-(get|cache)",
    "apt-missing-yes": r"-y|--yes|--assume-yes",
    "glob-as-option": r"\./\S+",
    "heredoc-suggested": r"<<EOF\w*|set|-e",
    "useradd-no-log-init": r"--no-log-init|-l",
    "wget-progress": r"--progress=dot:giga|-nv|--no-verbose",
}
LOSES: dict[str, str] = {
    "apk-cache-left": r"(\S*/)?apk|update",
    "apt-instead-of-apt-get": r"(\S*/)?apt",
    "cd-instead-of-workdir": r"cd|/\S*",  # a step that is nothing but that
    "glob-as-option": r"[*?\[]\S*|[^/\s]\S*",
    "repeated-index-update": r"\S*(apt-get|apt|apk|yum|dnf|zypper)|update|makecache|ref(resh)?|-\S+",
    "run-consecutive": r"set|-[eux]+",
    "sudo-used": r"(\S*/)?(sudo|doas)|-[EHnSkA]+|--\S+",
}
CLEANS = (  # what a cleanup may add to a script
    r"rm|-rf|-r|-f|-afy|-cache|-modcache|clean|(--)?all|cache|clear-cache|--\S*cache\S*|--force|--no-cache(-dir)?|--clean-metadata|go|npm|yarn|pnpm|"
    r"(\S*/)?(apt-get|apk|dnf|microdnf|yum|tdnf|zypper|pip\d?|conda|mamba|micromamba|composer|poetry|uv|bundle)|-a|-y|"
    r"(/\S*|~/\S*|\$\S*)(cache|lists|registry|\.npm|tmp)\S*|purge|dir|set|if|then|fi"
)
REORDERS = frozenset({"unsorted-packages", "cleanup-in-later-layer"})
STATEFUL = ("USER", "VOLUME", "STOPSIGNAL", "SHELL")
LAST = ("CMD", "ENTRYPOINT", "HEALTHCHECK")


@dataclass
class Round:
    before: str
    after: str
    made: list[fixing.Applied]


@dataclass
class Result:
    path: str
    made: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


# --- what is compared


class _Unset(dict[str, str]):
    """Every variable is set, to a value that tells its name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def unquoted(text: str, escape: str) -> str:
    """The value of a word. Variables stand for themselves."""
    if escape == "`":
        text = text.replace("\\", "\\\\").replace("`", "\\")
    return str(WordSplitter(text, None, _Unset()).dequote())


@dataclass
class Stage:
    """A stage as BuildKit's parser reads it. `steps` puts files into it, `script` is all it runs."""

    base: Any = None
    config: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    steps: list[Any] = field(default_factory=list)
    script: list[str] = field(default_factory=list)


@functools.lru_cache(maxsize=64)
def parsed(text: str) -> list[Any]:
    """What BuildKit's parser makes of a text. Raises dockerfile.GoParseError."""
    return list(dockerfile.parse_string(text.encode("utf-8", "replace").decode()))  # other bytes would end the process


def escape_of(text: str) -> str:
    """The escape character that the directives in front of everything else name."""
    for line in text.splitlines():
        directive = re.fullmatch(r"\s*#\s*(\w+)\s*=\s*(\S+)\s*", line)
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return directive[2]
    return "\\"


def stages_of(text: str) -> list[Stage]:
    """The stages of a file, in a form that the safe effects leave as it is."""
    escape = escape_of(text)
    numbers: dict[str, int] = {}
    stages: list[Stage] = []
    stage = Stage()
    for step in parsed(text):
        kind, value = step.cmd.upper(), list(step.value)
        if kind == "FROM":
            name = value[2].lower() if len(value) == 3 else None
            base = numbers.get(value[0].lower(), re.sub(r":[^:/@]+@", "@", value[0]))
            stage = Stage(base=(base, [flag for flag in step.flags if "TARGETPLATFORM" not in flag]))
            stages.append(stage)
            if name is not None:
                numbers[name] = len(stages) - 1
        elif stages:
            _read(stage, step, kind, value, escape, numbers)
    return stages


def _read(stage: Stage, step: Any, kind: str, value: list[str], escape: str, numbers: dict[str, int]) -> None:
    config = stage.config
    if kind in ("ENV", "LABEL"):
        pairs = [(unquoted(key, escape), unquoted(each, escape)) for key, each in _pairs(value)]
        if kind == "LABEL":
            stage.labels.update(pairs)
        else:
            config.setdefault(kind, []).extend(pairs)
    elif kind == "MAINTAINER":
        stage.labels["org.opencontainers.image.authors"] = value[0]
    elif kind == "EXPOSE":
        config.setdefault(kind, set()).update(_port(unquoted(port, escape)) for port in value)
    elif kind == "WORKDIR":
        config[kind] = posixpath.normpath(posixpath.join(config.get(kind, "/"), unquoted(value[0], escape)))
        stage.steps.append((kind, config[kind]))
    elif kind in LAST:
        config[kind] = (step.json, step.flags, [" ".join(each.split()) for each in value])
    elif kind in STATEFUL:
        config.setdefault(kind, []).append((step.json, value))
    elif kind in ("COPY", "ADD"):
        stage.steps.append(("COPY", _flags(step, numbers), value, step.heredocs))
    elif kind == "ONBUILD" and (step.sub_cmd or "").upper() not in ("RUN", "LABEL", "MAINTAINER"):
        sub = (step.sub_cmd or "").upper()
        config.setdefault(kind, []).append(("COPY" if sub == "ADD" else sub, step.flags, [" ".join(value).split()]))
    elif "RUN" in (kind, (step.sub_cmd or "").upper()):
        mounts = [flag for flag in _flags(step, numbers) if "type=cache" not in flag]
        stage.steps += [("RUN", mounts)] if mounts else []
        bodies = [heredoc.content for heredoc in step.heredocs]
        stage.script += [
            word for each in (*value, *bodies) for word in re.split(r"[\s;&|()\"']+", each) if word and word != "\\"
        ]


def _pairs(value: list[str]) -> Iterator[tuple[str, str]]:
    yield from zip(value[::2], value[1::2], strict=True)


def _port(port: str) -> str:
    number, _, protocol = port.rpartition(":")[2].lower().partition("/")
    return f"{number}/{protocol or 'tcp'}"


def _flags(step: Any, numbers: dict[str, int]) -> list[str]:
    flags = []
    for flag in step.flags:
        name = flag.removeprefix("--from=")
        stage = numbers.get(name.lower(), int(name) if name.isdigit() else None)
        flags.append(flag if stage is None or name == flag else f"--from={stage}")
    return sorted(flags)


def content(text: str, left_out: tuple[str, ...] = ()) -> list[Any]:
    """All instructions but for layout, comments, and the case of keywords; triggers as what they run."""
    found = []
    for step in parsed(text):
        if step.cmd.upper() not in left_out and (step.sub_cmd or "").upper() not in left_out:
            value = [re.sub(r"\s*([;&|]+)\s*", r" \1 ", " ".join(each.split())) for each in step.value]
            value = [each.upper() if step.cmd.upper() == "FROM" and number == 1 else each for number, each in enumerate(value)]
            value = [
                each.upper() if step.cmd.upper() == "HEALTHCHECK" and number == 0 else each for number, each in enumerate(value)
            ]
            found.append((step.cmd.upper(), (step.sub_cmd or "").upper(), step.json, step.flags, value, step.heredocs))
    return found


# --- how it is compared


def broken(made: list[fixing.Applied], before: str, after: str) -> str:
    """In what a change goes beyond the effects of the safe fixes that made it; empty where it does not."""
    effects = {each.fix.effect for each in made}
    rules = {each.finding.rule for each in made}
    if effects == {"format"}:
        return "" if content(before) == content(after) else "the instructions differ"
    if effects <= {"format", "metadata"}:
        labels = ("LABEL", "MAINTAINER")
        return "" if content(before, labels) == content(after, labels) else "more than labels differs"
    old, new = stages_of(before), stages_of(after)
    if len(old) != len(new):
        return "the stages differ"
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        for name in ("base", "config", "steps"):
            if getattr(was, name) != getattr(now, name):
                return f"stage {number}: {name}: {getattr(was, name)} -> {getattr(now, name)}"
        if "metadata" not in effects and was.labels != now.labels:
            return f"stage {number}: {was.labels} -> {now.labels}"
        reason = _scripts(was.script, now.script, rules, cleanup="cleanup" in effects)
        if reason:
            return f"stage {number}: {reason}"
    return ""


def _scripts(before: list[str], after: list[str], rules: set[str], cleanup: bool) -> str:
    gains = [GAINS[rule] for rule in rules if rule in GAINS] + ([CLEANS] if cleanup else [])
    loses = [LOSES[rule] for rule in rules if rule in LOSES]
    gained, lost = Counter(after) - Counter(before), Counter(before) - Counter(after)
    for words, patterns, what in ((gained, gains, "gained"), (lost, loses, "lost")):
        other = [word for word in words if not any(re.fullmatch(pattern, word.strip("\"'[],")) for pattern in patterns)]
        if other:
            return f"the script {what} {other}"
    if rules & REORDERS:
        return ""
    kept_before = [word for word in before if word not in lost and word not in gained]
    kept_after = [word for word in after if word not in lost and word not in gained]
    return "" if kept_before == kept_after else "the script is in another order"


# --- one file


@functools.cache
def policy() -> Policy:
    made = policy_for("Dockerfile", {}, {"select": ["ALL"]})
    made.fixes = True
    return made


def fixed(text: str, unsafe: bool, used: Policy, rounds: list[Round]) -> fixing.Outcome:
    """The outcome; what each round that was kept made of which text is put into `rounds`."""
    made_by = fixing._Fixing._made

    def made(self: Any, state: Any, chosen: Any, dropped: Any) -> Any:
        done, after = made_by(self, state, chosen, dropped)
        if done and done is chosen:
            rounds.append(Round(state.source.text, after.source.text, done))
        return done, after

    fixing._Fixing._made = made  # type: ignore[method-assign]
    try:
        return fixing.fix_source(Source(text), used, unsafe)
    finally:
        fixing._Fixing._made = made_by  # type: ignore[method-assign]


def parses(text: str) -> bool:
    try:
        parsed(text)
    except dockerfile.GoParseError:
        return False
    return True


def look(path: Path) -> list[Result]:
    """What is wrong with fixing a file, safely and otherwise."""
    used = policy()
    text = Source.from_bytes(path.read_bytes()).text
    results = []
    for unsafe in (False, True):
        result = Result(f"{os.path.relpath(path, CORPUS)}{' (unsafe)' if unsafe else ''}")
        rounds: list[Round] = []
        outcome = fixed(text, unsafe, used, rounds)
        result.made.update(each.finding.rule for each in outcome.applied)
        result.problems += _problems(text, outcome, rounds, unsafe, used)
        results.append(result)
    return results


def _problems(text: str, outcome: fixing.Outcome, rounds: list[Round], unsafe: bool, used: Policy) -> Iterator[str]:
    new = outcome.source.text
    readable = parses(text)
    if readable and not parses(new):
        yield "BuildKit no longer parses it"
    issues = Counter(issue.message for issue in parse_document(Source(new)).issues)
    issues.subtract(issue.message for issue in parse_document(Source(text)).issues)
    if any(count > 0 for count in issues.values()):
        yield f"there are new complaints about it: {issues}"
    if endings(new) - endings(text):
        yield f"line endings: {endings(text)} -> {endings(new)}"
    again: list[Round] = []
    if fixed(new, unsafe, used, again).source.text != new:
        rules = sorted({each.finding.rule for each in again[0].made}) if again else []
        yield f"a second run changes it: {rules}"
    yield from _left(rounds, used)
    if not unsafe and any(each.fix.effect not in SAFE for each in outcome.applied):
        yield "an unsafe fix was made"
    if readable and not unsafe:
        yield from _effects(rounds)


def endings(text: str) -> set[str]:
    return set(re.findall(r"\r\n|\n|\r", text))


def _left(rounds: list[Round], used: Policy) -> Iterator[str]:
    """The findings that were fixed and are still reported."""
    for each in rounds:
        counts = []
        for text in (each.before, each.after):
            found = check_source(Source(text), used.selection, used.build_args, used.stage, used.providers)
            counts.append(Counter(finding.rule for finding in found if finding.suppression is None))
        for rule, made in Counter(applied.finding.rule for applied in each.made).items():
            if counts[1][rule] > counts[0][rule] - made:
                yield f"{rule} is still reported"


def _effects(rounds: list[Round]) -> Iterator[str]:
    """Each round, and each fix of it alone, held against the effects."""
    for each in rounds:
        if not parses(each.before):
            continue
        if reason := broken(each.made, each.before, each.after):
            yield f"{sorted({applied.finding.rule for applied in each.made})}: {reason}"
        for applied in each.made if len(each.made) > 1 else []:
            alone = apply(each.before, applied.fix.edits)
            reason = broken([applied], each.before, alone) if parses(alone) else "BuildKit does not parse it"
            if reason:
                yield f"{applied.finding.rule}, line {applied.finding.span.start.line}: {reason}"


# --- the test


def apart(paths: list[Path]) -> list[Result]:
    """What is wrong with some files, from a process of its own: BuildKit's parser is Go, and survives no fork."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr[-5000:])
    return [Result(path, Counter(made), problems) for path, made, problems in json.loads(done.stdout)]


def test_fixing_keeps_its_word_on_every_file() -> None:
    paths = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [result for part in pool.map(apart, [paths[at::PARTS] for at in range(PARTS)]) for result in part]
    assert sum(result.made.total() for result in results) > 5000
    problems = [f"{result.path}: {problem}" for result in results for problem in result.problems]
    if problems:
        pytest.fail("\n".join([*sorted(problems)[:100], f"{len(problems)} problems"]), pytrace=False)


if __name__ == "__main__":
    found = [result for path in sys.argv[1:] for result in look(Path(path))]
    json.dump([(result.path, result.made, result.problems) for result in found], sys.stdout)
