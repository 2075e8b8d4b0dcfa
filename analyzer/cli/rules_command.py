"""``buildsecbot rules``: ``list`` and ``explain``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments, suggest
from analyzer.cli.output import write

ACTIONS = ("list", "explain")
FORMAT = Option("format", "F", "text (default) or json", ("text", "json"))
GROUP = Command(
    "rules",
    "list | explain ID",
    "Lists and explains the rules.",
    (),
    """
buildsecbot rules list
buildsecbot rules list --select security
buildsecbot rules explain parse-error
buildsecbot rules explain DL3008
""",
)
LIST = Command(
    "rules list",
    "",
    "Lists the rules: severity, id, title.",
    (
        Option("select", "S", "only these; selectors are those of buildsecbot check", repeatable=True),
        FORMAT,
    ),
    "buildsecbot rules list --select cis-docker",
)
EXPLAIN = Command(
    "rules explain",
    "ID",
    "Explains a rule, named by its id or by another tool's name for it.",
    (FORMAT,),
    "buildsecbot rules explain DL3008",
)


def main(words: list[str]) -> int:
    """Runs ``rules`` on the words behind it and returns the exit code. Raises UsageError."""
    action = words[0] if words else ""
    if action == "list":
        return _list(words[1:])
    if action == "explain":
        return _explain(words[1:])
    if action in ("--help", "-h"):
        return _help(GROUP)
    given = f"no action {action!r}" if action else "no action given"
    raise UsageError(f"rules: {given}", f"{suggest(action, ACTIONS)}write buildsecbot rules list, or rules explain ID")


def _help(command: Command) -> int:
    from analyzer.cli.help import command_help

    write(command_help(command))
    return 0


def _list(words: list[str]) -> int:
    from analyzer.lint.selection import ALL, ids_of, rule_of
    from analyzer.rules.builtin import builtin_rules
    from analyzer.rules.explain import rule_data, rule_list

    arguments = read_arguments(LIST, words)
    if arguments.has("help"):
        return _help(LIST)
    if arguments.operands:
        raise UsageError("rules list takes no arguments", "write buildsecbot rules list --select S")
    known = builtin_rules()
    rules = [rule_of(known, id_) for id_ in sorted(ids_of(known, arguments.listed("select") or [ALL]))]
    write(_json([rule_data(rule) for rule in rules]) if arguments.one("format") == "json" else rule_list(rules))
    return 0


def _explain(words: list[str]) -> int:
    from analyzer.lint.selection import rules_called
    from analyzer.rules.builtin import builtin_rules
    from analyzer.rules.explain import explain, rule_data

    arguments = read_arguments(EXPLAIN, words)
    if arguments.has("help"):
        return _help(EXPLAIN)
    if len(arguments.operands) != 1:
        raise UsageError(f"rules explain takes one rule, not {len(arguments.operands)}", "write buildsecbot rules explain ID")
    rules = rules_called(builtin_rules(), arguments.operands[0])
    if arguments.one("format") == "json":
        write(_json([rule_data(rule) for rule in rules]))
    else:
        write("\n".join(explain(rule) for rule in rules))
    return 0


def _json(data: object) -> str:
    from json import dumps

    return dumps(data, indent=2) + "\n"
