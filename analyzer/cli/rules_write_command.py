"""``buildsecbot rules new``, ``rules schema`` and ``rules docs``: what is written for people who write rules."""

from __future__ import annotations

import os

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.rules_command import RULES, known, show_help

NEW = Command(
    "rules new",
    "ID",
    "Writes a rule to begin with, ID.yaml, with two bad and two good examples that work.",
    (
        Option("dir", "DIR", "the folder to write it to (default: the current one)"),
        Option("category", "C", "its category", ("security", "compliance", "optimization", "correctness", "style")),
    ),
    """
buildsecbot rules new no-curl-pipe
buildsecbot rules test .
""",
    """
ID is lower-case words joined by hyphens that name what is bad. A file that is there already is left alone.
""",
)
SCHEMA = Command(
    "rules schema",
    "",
    "Prints the JSON Schema of rule files, for editors.",
    (),
    "buildsecbot rules schema > rules.schema.json",
)
DOCS = Command(
    "rules docs",
    "DIR",
    "Writes a Markdown page for each rule, and a table of other tools' rules, to a folder; pages of no rule are removed.",
    (RULES,),
    "buildsecbot rules docs docs/rules",
)


def main(action: str, words: list[str]) -> int:
    """Runs one of the actions and returns the exit code. Raises UsageError, RuleErrors and OSError."""
    return {"new": _new, "schema": _schema, "docs": _docs}[action](words)


def _new(words: list[str]) -> int:
    from analyzer.rules.builtin import builtin_rules
    from analyzer.rules.rulefile import FORMS
    from analyzer.rules.scaffold import scaffold

    arguments = read_arguments(NEW, words)
    if arguments.has("help"):
        return show_help(NEW)
    if len(arguments.operands) != 1:
        raise UsageError(f"rules new takes one id, not {len(arguments.operands)}", "write buildsecbot rules new ID")
    id_ = arguments.operands[0]
    if not FORMS["id"][0].fullmatch(id_):
        raise UsageError(f"{id_!r} is no id for a rule", f"an id is {FORMS['id'][1]}, such as base-image-latest")
    if id_ in builtin_rules().by_id:
        raise UsageError(f"there is a built-in rule {id_!r}", "ids are taken once; find another name for what is bad")
    path = os.path.join(arguments.one("dir", "."), id_ + ".yaml")
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(scaffold(id_, arguments.one("category", "security")))
    except FileExistsError:
        raise UsageError(f"{path} is there already", "remove it, or choose another id") from None
    write(f"{path}\n")
    return 0


def _schema(words: list[str]) -> int:
    from analyzer.rules.fileschema import schema_text

    arguments = read_arguments(SCHEMA, words)
    if arguments.has("help"):
        return show_help(SCHEMA)
    if arguments.operands:
        raise UsageError("rules schema takes no arguments", "write buildsecbot rules schema > FILE")
    write(schema_text())
    return 0


def _docs(words: list[str]) -> int:
    from analyzer.lint.selection import every_rule
    from analyzer.rules.pages import pages

    arguments = read_arguments(DOCS, words)
    if arguments.has("help"):
        return show_help(DOCS)
    if len(arguments.operands) != 1:
        raise UsageError(f"rules docs takes one folder, not {len(arguments.operands)}", "write buildsecbot rules docs DIR")
    folder = arguments.operands[0]
    written = pages(every_rule(known(arguments)))
    os.makedirs(folder, exist_ok=True)
    stale = [name for name in os.listdir(folder) if name.endswith(".md") and name not in written]
    for name in stale:
        _remove(os.path.join(folder, name))
    for name, text in written.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    write(f"{len(written)} pages in {folder}\n")
    return 0


def _remove(path: str) -> None:
    """Removes a page of a rule that is gone; a file that was not made here stays."""
    from analyzer.rules.pages import MARK

    with open(path, encoding="utf-8", errors="replace") as file:
        made = file.read(len(MARK)) == MARK
    if made:
        os.unlink(path)
