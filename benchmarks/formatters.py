"""What formatters do to real Dockerfiles: how many files they change, and how many say something else afterwards.

    python benchmarks/formatters.py CORPUS [--dockerfmt PROGRAM]

All files below CORPUS that BuildKit's parser takes are formatted. A result is counted once for each of these:

* left alone: the formatter does not take the file;
* refused: BuildKit's parser does not take it (the package `dockerfile` wraps that parser);
* instructions: keywords, flags, arguments or here-documents differ; keywords are compared without case, scripts without white
  space and semicolons, and an array of paths is as good as the paths;
* labels: LABEL or MAINTAINER differ;
* commands: a RUN, CMD or HEALTHCHECK runs other commands, or other words of them, in another order; how they are separated
  does not matter;
* comments: one is gone, or says something else;
* unsettled: formatting the result again changes it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dockerfile

from analyzer.fixes.formatting.format import UnreadableError, formatted
from analyzer.fixes.formatting.script import outer_commands
from analyzer.fixes.formatting.style import Style
from analyzer.shell.nodes import SimpleCommand
from analyzer.shell.parse import parse_script
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

SHELL = ("run", "cmd", "entrypoint", "healthcheck")
Formatter = Callable[[Path], str]


def buildkit(text: str) -> list[Any] | None:
    """What BuildKit's parser makes of a text; None where it refuses it."""
    try:
        return list(dockerfile.parse_string(text))
    except dockerfile.GoParseError:
        return None


def instructions(commands: list[Any]) -> list[Any]:
    """The instructions but for layout: of a shell text no white space at all."""
    found = []
    for each in commands:
        kind = (each.sub_cmd or each.cmd).lower()
        value = list(each.value)
        if kind in SHELL and not each.json and value:
            value = [squeezed("".join(value))]
        if kind == "from" and len(value) == 3:
            value[1] = value[1].lower()
        heredocs = [
            (heredoc.name, squeezed(heredoc.content) if kind == "run" else heredoc.content) for heredoc in each.heredocs
        ]
        is_json = each.json and kind in SHELL  # elsewhere an array of the same words says the same
        found.append((each.cmd.lower(), kind, is_json, each.flags, value, heredocs))
    return [each for each in found if each[1] not in ("maintainer", "label")]


def squeezed(script: str) -> str:
    """A script without white space and semicolons."""
    return "".join(script.replace(";", "").split())


def labels(commands: list[Any]) -> list[Any]:
    """LABEL and MAINTAINER."""
    kinds = [(each, (each.sub_cmd or each.cmd).lower()) for each in commands]
    return [(each.cmd.lower(), kind, each.value) for each, kind in kinds if kind in ("maintainer", "label")]


def words(commands: list[Any]) -> list[Any]:
    """The commands that shell texts run, by their words and redirects; a text that cannot be read as it is."""
    found: list[Any] = []
    for each in commands:
        if (each.sub_cmd or each.cmd).lower() not in SHELL or each.json or not each.value:
            continue
        script = parse_script(each.value[-1])
        if not script.complete:
            found.append("".join(each.value[-1].split()))
            continue
        for command in outer_commands(script):
            if isinstance(command, SimpleCommand):
                names = [name.name for name in command.assignments]
                redirects = [(one.fd, one.operator, one.target.value) for one in command.redirects]
                found.append((names, [word.value for word in command.words], redirects))
    return found


def comments(text: str) -> list[str]:
    document = parse_document(Source(text))
    pieces: list[Any] = [piece for piece in document.pieces if piece.piece in ("comment", "instruction")]
    return [each.text for piece in pieces for each in ([piece] if piece.piece == "comment" else piece.comments)]


def judge(path: Path, formatter: Formatter, scratch: Path, counts: Counter[str], verbose: bool) -> None:
    source = path.read_text(encoding="utf-8")
    before = buildkit(source)
    if before is None:
        return
    counts["files"] += 1
    try:
        result = formatter(path)
    except (RuntimeError, ValueError) as error:
        counts["left alone"] += 1
        tell(verbose, path, f"left alone: {error}")
        return
    counts["changed"] += result != source
    after = buildkit(result)
    found = set()
    if after is None:
        found.add("refused")
    else:
        found |= {"instructions"} if instructions(before) != instructions(after) else set()
        found |= {"labels"} if labels(before) != labels(after) else set()
        found |= {"commands"} if words(before) != words(after) else set()
    found |= {"comments"} if sorted(comments(source)) != sorted(comments(result)) else set()
    if found:
        counts["says something else"] += 1
    scratch.write_text(result, encoding="utf-8", newline="")
    try:
        found |= {"unsettled"} if formatter(scratch) != result else set()
    except (RuntimeError, ValueError):
        found.add("unsettled")
    counts.update(found)
    if found:
        tell(verbose, path, ", ".join(sorted(found)))


def tell(verbose: bool, path: Path, text: str) -> None:
    if verbose:
        print(f"  {path}: {text}", file=sys.stderr)


def dockerfmt(program: str) -> Formatter:
    def run(path: Path) -> str:
        done = subprocess.run([program, "--newline", str(path)], capture_output=True, check=False, timeout=60)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace").strip()[:200])
        return done.stdout.decode()

    return run


def ours(split: bool) -> Formatter:
    def run(path: Path) -> str:
        try:
            return formatted(Source.from_bytes(path.read_bytes(), str(path)), Style(split_runs=split))
        except UnreadableError as error:
            raise RuntimeError(str(error)) from error

    return run


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("corpus", type=Path)
    reader.add_argument("--dockerfmt", default="", help="the program of @reteps/dockerfmt")
    reader.add_argument("--verbose", action="store_true")
    given = reader.parse_args()
    formatters = {"buildsecbot": ours(split=False), "buildsecbot --split-runs": ours(split=True)}
    if given.dockerfmt:
        formatters["dockerfmt"] = dockerfmt(given.dockerfmt)
    kinds = ("refused", "instructions", "commands", "labels", "comments")
    columns = ("files", "left alone", "changed", "says something else", *kinds, "unsettled")
    print("| formatter | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for name, formatter in formatters.items():
            counts: Counter[str] = Counter()
            for path in sorted(path for path in given.corpus.rglob("*") if path.is_file()):
                try:
                    judge(path, formatter, Path(folder, "Dockerfile"), counts, given.verbose)
                except UnicodeDecodeError:
                    counts["not UTF-8"] += 1
            print(f"| {name} | " + " | ".join(str(counts[column]) for column in columns) + " |", flush=True)


if __name__ == "__main__":
    main()
