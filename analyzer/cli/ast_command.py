"""``buildsecbot ast``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import complain, write

FORMATS = ("tree", "json", "buildkit")
COMMAND = Command(
    "ast",
    "FILE",
    "Prints how a Dockerfile is read; - is standard input.",
    (
        Option("format", "F", "tree (default), json, or buildkit: the dump of BuildKit's own parser", FORMATS),
        Option("facts", "", "print what is known of the file, as rules see it; credentials are masked"),
    ),
    """
buildsecbot ast Dockerfile
buildsecbot ast --format json Dockerfile
buildsecbot ast --facts Dockerfile
echo 'FROM alpine' | buildsecbot ast -
""",
    "With the format buildkit, a file that BuildKit's parser refuses gives its error and exit code 2.",
)


def main(words: list[str]) -> int:
    """Runs ``ast`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if len(arguments.operands) != 1:
        raise UsageError(f"ast takes one file, not {len(arguments.operands)}", "write buildsecbot ast FILE")
    form = arguments.one("format", "tree")
    if arguments.has("facts"):
        if form == "buildkit":
            raise UsageError("facts have no format buildkit", "write --format tree or --format json")
        return _print_facts(arguments.operands[0], form)
    return _print(arguments.operands[0], form)


def _print_facts(path: str, form: str) -> int:
    from analyzer.facts.model import file_facts
    from analyzer.facts.show import facts_data, facts_text
    from analyzer.lint.run import read
    from analyzer.source.text import Source
    from analyzer.syntax.parse import parse_document

    file = file_facts(parse_document(Source.from_bytes(read(path), path)))
    if form == "json":
        from json import dumps

        write(dumps(facts_data(file), indent=2) + "\n")
    else:
        write(facts_text(file))
    return 0


def _print(path: str, form: str) -> int:
    from analyzer.lint.run import read
    from analyzer.source.text import Source
    from analyzer.syntax import dump
    from analyzer.syntax.parse import parse_document

    document = parse_document(Source.from_bytes(read(path), path))
    if form == "buildkit":
        refused = next((issue for issue in document.issues if issue.phase == "parser"), None)
        if refused is not None:
            complain(f"{path}:{document.source.line(refused.start)}: {refused.text}")
            return 2
        write(_ended(dump.dump_buildkit(document)))
    else:
        write(_ended(dump.dump_json(document) if form == "json" else dump.dump_tree(document)))
    return 0


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"
