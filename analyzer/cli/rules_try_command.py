"""``buildsecbot rules trace`` and ``rules test``: what rules do, condition by condition and example by example."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.rules_command import RULES, known, show_help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.providers import Providers
    from analyzer.rules.examples import Outcome
    from analyzer.rules.ruleset import RuleInfo, Ruleset

TRACE = Command(
    "rules trace",
    "ID FILE:LINE",
    "Shows each condition of a rule at a line: true, false or unknown, and the value it was compared with.",
    (
        RULES,
        Option("build-arg", "NAME=VALUE", "the value of a build argument", repeatable=True),
        Option("target", "STAGE", "the stage to judge as final"),
        Option("context", "DIR", "the build context: its ignore file, and what COPY and ADD find in it"),
    ),
    """
buildsecbot rules trace pin-apt Dockerfile:12
buildsecbot rules trace --rules my-rules/ no-curl-pipe docker/Dockerfile:3
""",
)
TEST = Command(
    "rules test",
    "[PATH...]",
    "Runs the examples of rules: those of the files, folders and package:NAME named, or the built-in ones.",
    (
        Option("junit", "FILE", "also write the results as JUnit XML"),
        Option("verbose", "", "list the examples that went well too"),
    ),
    """
buildsecbot rules test                    the built-in rules
buildsecbot rules test --junit report.xml my-rules/
""",
    """
An example is ok; or it is missing a finding, noisy where there is one too many, or wrong where a finding is at another
place or has another message. Exit code 0: all are ok; 1: some are not; 2: a rule cannot be read.
""",
)


def trace(words: list[str]) -> int:
    """Runs ``rules trace`` and returns the exit code. Raises UsageError, RuleErrors and OSError."""
    from analyzer.cli.judging import read_build_args
    from analyzer.facts.model import file_facts
    from analyzer.lint.run import read
    from analyzer.source.text import Source
    from analyzer.syntax.parse import parse_document

    arguments = read_arguments(TRACE, words)
    if arguments.has("help"):
        return show_help(TRACE)
    if len(arguments.operands) != 2:
        raise UsageError(f"rules trace takes a rule and a place, not {len(arguments.operands)} arguments", _TRACE_HINT)
    name, place = arguments.operands
    path, _, line = place.rpartition(":")
    if not path or not (line.isascii() and line.isdigit()):
        raise UsageError(f"{place!r} is no line of a file", _TRACE_HINT)
    rules = _traceable(known(arguments), name)
    document = parse_document(Source.from_bytes(read(path), path))
    facts = file_facts(
        document, read_build_args(arguments), arguments.one("target") or None, _providers(arguments.one("context"))
    )
    write("\n".join(_traced(rule, facts, path, int(line)) for rule in rules))
    return 0


def _providers(context: str) -> Providers:
    """What may be looked at besides the file: the build context, where it is named."""
    from os.path import isdir

    from analyzer.facts.providers import NOTHING, Providers

    if not context:
        return NOTHING
    if not isdir(context):
        raise UsageError(f"--context {context!r} is no directory", "name the directory that docker build is given")
    from analyzer.providers.context import ContextFolder

    return Providers(ContextFolder(context))


_TRACE_HINT = "write buildsecbot rules trace ID FILE:LINE"


def _traceable(ruleset: Ruleset, name: str) -> list[RuleInfo]:
    from analyzer.lint.own_rules import OWN_RULES
    from analyzer.lint.selection import rules_called

    called = rules_called(ruleset, name)
    rules = [rule for rule in called if rule.id not in OWN_RULES]
    if not rules:
        own = OWN_RULES[called[0].id]
        raise UsageError(f"{own.id} has no conditions", own.maker)
    return rules


def _traced(rule: RuleInfo, facts: object, path: str, line: int) -> str:
    from analyzer.rules.trace import places, trace

    head = f"{rule.id} at {path}:{line}\n"
    nodes = places(rule, facts, line)
    if not nodes:
        return f"{head}  the rule asks for a {rule.anchor[0]}, and none stands there\n"
    return head + "\n".join(["\n".join(trace(rule, node).lines()) for node in nodes]) + "\n"


def test(words: list[str]) -> int:
    """Runs ``rules test`` and returns the exit code. Raises UsageError, RuleErrors and OSError."""
    from analyzer.providers.rule_examples import evaluate, repair
    from analyzer.rules.examples import run_examples

    arguments = read_arguments(TEST, words)
    if arguments.has("help"):
        return show_help(TEST)
    ruleset = _rules_of(arguments.operands)
    outcomes = list(run_examples(ruleset, evaluate, repair))
    write(_report(outcomes, len(ruleset.rules), arguments.has("verbose")))
    if arguments.has("junit"):
        from analyzer.rules.junit import junit

        with open(arguments.one("junit"), "w", encoding="utf-8", newline="\n") as file:
            file.write(junit(outcomes))
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def _rules_of(paths: list[str]) -> Ruleset:
    """The rules to test. A single file of a folder is read with what the folder shares only if the folder is named."""
    if not paths:
        from analyzer.rules.builtin import builtin_rules

        return builtin_rules()
    from analyzer.rules.load import load_rules
    from analyzer.rules.users import located

    return load_rules([located(path) for path in paths])


def _report(outcomes: list[Outcome], rules: int, verbose: bool) -> str:
    from analyzer.report.visible import visible
    from analyzer.rules.examples import VERDICTS

    lines = []
    for outcome in outcomes:
        if verbose and not outcome.problems:
            lines.append(f"{outcome.verdict:8} {outcome.name}")
        lines += [
            f"{problem.split(':', 1)[0]:8} {outcome.name}:{visible(problem.split(':', 1)[1])}" for problem in outcome.problems
        ]
    counts = {verdict: sum(outcome.verdict == verdict for outcome in outcomes) for verdict in VERDICTS}
    shown = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count or verdict == "ok")
    return "\n".join([*lines, f"{_count(len(outcomes), 'example')} of {_count(rules, 'rule')}: {shown}", ""])


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
