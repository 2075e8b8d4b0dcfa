"""``buildsecbot rules``: finds the action, and does ``list`` and ``explain``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments, suggest
from analyzer.cli.output import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.cli.options import Arguments
    from analyzer.rules.ruleset import Ruleset

ACTIONS = ("list", "explain", "trace", "test", "new", "schema", "docs")
FORMAT = Option("format", "F", "text (default) or json", ("text", "json"))
RULES = Option("rules", "DIR", "also the rules of a folder, a file or package:NAME", repeatable=True)
GROUP = Command(
    "rules",
    "list | explain ID | trace ID FILE:LINE | test [PATH...] | new ID | schema | docs DIR",
    "Lists, explains and tries the rules, and helps to write one.",
    (),
    """
buildsecbot rules list --select security
buildsecbot rules explain DL3008
buildsecbot rules trace pin-apt Dockerfile:12      which of its conditions hold there
buildsecbot rules new no-curl-pipe                 a rule to begin with, in a file of its own
buildsecbot rules test my-rules/                   run the examples of rules
buildsecbot check --rules my-rules/ Dockerfile     use them
""",
    """
Each action has a help of its own: buildsecbot rules test --help
""",
)
LIST = Command(
    "rules list",
    "",
    "Lists the rules: severity, id, title.",
    (
        Option("select", "S", "only these; selectors are those of buildsecbot check", repeatable=True),
        RULES,
        Option("ruleset", "NAME", "only the built-in rules of a set, such as 2026.1, and those of --rules"),
        FORMAT,
    ),
    "buildsecbot rules list --select cis-docker",
)
EXPLAIN = Command(
    "rules explain",
    "ID",
    "Explains a rule, named by its id or by another tool's name for it.",
    (
        RULES,
        Option("format", "F", "text (default), markdown or json", ("text", "markdown", "json")),
    ),
    "buildsecbot rules explain DL3008",
)


def main(words: list[str]) -> int:
    """Runs ``rules`` on the words behind it and returns the exit code. Raises UsageError."""
    action, rest = words[0] if words else "", words[1:]
    if action == "list":
        return _list(rest)
    if action == "explain":
        return _explain(rest)
    if action in ("trace", "test"):
        from analyzer.cli import rules_try_command

        return rules_try_command.trace(rest) if action == "trace" else rules_try_command.test(rest)
    if action in ("new", "schema", "docs"):
        from analyzer.cli import rules_write_command

        return rules_write_command.main(action, rest)
    if action in ("--help", "-h"):
        return show_help(GROUP)
    given = f"no action {action!r}" if action else "no action given"
    raise UsageError(f"rules: {given}", f"{suggest(action, ACTIONS)}the actions are {', '.join(ACTIONS)}")


def show_help(command: Command) -> int:
    """Prints the help of an action."""
    from analyzer.cli.help import command_help

    write(command_help(command))
    return 0


def known(arguments: Arguments) -> Ruleset:
    """The built-in rules and those of ``--rules``. Raises analyzer.rules.errors.RuleErrors."""
    from analyzer.lint.selection import known_rules

    return known_rules(arguments.all("rules"))[0]


def _list(words: list[str]) -> int:
    from analyzer.lint.selection import ALL, ids_of, rule_of
    from analyzer.rules.explain import rule_data, rule_list

    arguments = read_arguments(LIST, words)
    if arguments.has("help"):
        return show_help(LIST)
    if arguments.operands:
        raise UsageError("rules list takes no arguments", "write buildsecbot rules list --select S")
    ruleset = known(arguments)
    ids = ids_of(ruleset, arguments.listed("select") or [ALL])
    if arguments.has("ruleset"):
        ids -= _newer(ruleset, arguments.one("ruleset"))
    rules = [rule_of(ruleset, id_) for id_ in sorted(ids)]
    write(_json([rule_data(rule) for rule in rules]) if arguments.one("format") == "json" else rule_list(rules))
    return 0


def _newer(ruleset: Ruleset, name: str) -> set[str]:
    """The ids of the built-in rules that a set does not hold. Raises UsageError."""
    from analyzer.lint.own_rules import OWN_RULES
    from analyzer.rules.builtin import builtin_rules
    from analyzer.rules.rulesets import SETS, newer_than

    if name not in SETS:
        near = suggest(name, list(SETS))
        raise UsageError(f"this version knows no set of rules {name!r}", f"{near}the sets are {', '.join(SETS)}")
    return newer_than(name, [*OWN_RULES.values(), *builtin_rules().rules])


def _explain(words: list[str]) -> int:
    from analyzer.lint.selection import rules_called
    from analyzer.rules.explain import explain, rule_data

    arguments = read_arguments(EXPLAIN, words)
    if arguments.has("help"):
        return show_help(EXPLAIN)
    if len(arguments.operands) != 1:
        raise UsageError(f"rules explain takes one rule, not {len(arguments.operands)}", "write buildsecbot rules explain ID")
    rules = rules_called(known(arguments), arguments.operands[0])
    if arguments.one("format") == "json":
        write(_json([rule_data(rule) for rule in rules]))
    else:
        write("\n".join(explain(rule) for rule in rules))
    return 0


def _json(data: object) -> str:
    from json import dumps

    return dumps(data, indent=2) + "\n"
