"""What facts must not depend on: unrelated stages, the names of stages, and how the file is laid out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.model import FileFacts, file_facts
from analyzer.facts.node import Node
from analyzer.facts.schema import NODE, NODES, SORTS, STRING, STRINGS
from analyzer.facts.unknown import UNKNOWN
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

# The words of an instruction. NAME stands for the stage that is renamed.
STEPS = [
    ["ENV", "A=1", "B=$A"],
    ["ARG", "V"],
    ["ARG", "V=2"],
    ["LABEL", "a=b", "c=$V"],
    ["WORKDIR", "/w"],
    ["WORKDIR", "sub$V"],
    ["USER", "app"],
    ["USER", "$V"],
    ["EXPOSE", "80", "$V/udp"],
    ["VOLUME", "/data"],
    ["SHELL", '["/bin/bash", "-euo", "pipefail", "-c"]'],
    ["COPY", ".", "/app"],
    ["COPY", "--chown=1:1", "package.json", "run.sh", "./"],
    ["COPY", "--from=NAME", "/a", "/b"],
    ["COPY", "--link", "x.tar.gz", "/tmp/"],
    ["ADD", "https://example.org/a.tgz", "/opt/"],
    ["ONBUILD", "COPY", ".", "/src"],
    ["HEALTHCHECK", "CMD", "curl", "-f", "http://localhost"],
    ["CMD", '["serve", "--port=80"]'],
    ["RUN", "apt-get", "update", "&&", "apt-get", "install", "-y", "curl=1.0", "$V"],
    [
        "RUN",
        "set",
        "-x",
        "&&",
        "cd",
        "/tmp",
        "&&",
        "curl",
        "-fsSLO",
        "https://example.org/t-$V.tgz",
        "&&",
        "tar",
        "xzf",
        "t-$V.tgz",
    ],
    ["RUN", "curl", "https://example.org/i", "|", "sh", ";", "chmod", "+x", "run.sh", "/app/run.sh"],
    ["RUN", "--mount=type=secret,id=s", "--mount=from=NAME,target=/m", "cp", "/run/secrets/s", "/etc/s"],
    ["RUN", "rm", "-rf", "/tmp/x.tar.gz", "/var/lib/apt/lists/*", "&&", "tool", "--password", "hunter2222"],
    ["RUN", "if", "true;", "then", "npm", "ci;", "else", "exit", "1;", "fi"],
    ["RUN", "if", "then"],
]
BASES = ["alpine:3.20", "scratch", "NAME", "debian:$TAG", "python:3.12-slim"]
FREE = [step for step in STEPS if not any("NAME" in word for word in step)]

steps = st.lists(st.sampled_from(STEPS), max_size=6)
stages = st.lists(st.tuples(st.sampled_from(BASES), steps), max_size=3)
Stages = list[tuple[str, list[list[str]]]]


def lines(first: list[list[str]], others: Stages, name: str) -> list[list[str]]:
    """The instructions of a file: a stage of that name, and others that may use it."""
    found = [["ARG", "TAG=12"], ["FROM", "node:22", "AS", name], *first]
    for number, (base, body) in enumerate(others):
        found += [["FROM", base, "AS", f"s{number}"], *body]
    return [[word.replace("NAME", name) for word in words] for words in found]


def file_of(text: str) -> FileFacts:
    return file_facts(parse_document(Source(text)))


def joined(instructions: list[list[str]]) -> str:
    return "".join(" ".join(words) + "\n" for words in instructions)


class Facts:
    """The facts of a file without positions: a node is its sort, its stage and its number among those of its sort in there."""

    def __init__(self, file: FileFacts) -> None:
        self.file = file
        self.names: dict[int, tuple[str, str, int]] = {}
        self.kept: list[Node] = []
        for sort in SORTS:
            counts: dict[str, int] = {}
            for node in file.nodes(sort):
                stage = self.stage(node)
                self.names[id(node)] = (sort, stage, counts.get(stage, 0))
                counts[stage] = counts.get(stage, 0) + 1
                self.kept.append(node)

    @staticmethod
    def stage(node: Node) -> str:
        stage = node if node.sort == "stage" else node.ancestor("stage")
        name = getattr(stage, "name", None)
        return str(name) if stage is not None else ""

    def data(self, leave_out: tuple[str, ...] = (), without: str = "") -> dict[Any, Any]:
        """By node, the values of its fields; not those named ``sort.field``, and no node of a stage."""
        found = {}
        for node in self.kept:
            if not (without and self.stage(node) == without):
                fields = SORTS[node.sort].fields.values()
                found[self.names[id(node)]] = {
                    field.name: self.value(getattr(node, field.attribute), field.type)
                    for field in fields
                    if f"{node.sort}.{field.name}" not in leave_out
                }
        return found

    def value(self, value: Any, kind: str) -> Any:
        if value is None or value is UNKNOWN:
            return value
        if kind == NODE:
            return self.names[id(value)]
        if kind == NODES:
            return [self.names[id(node)] for node in value]
        if kind == STRING:
            return " ".join(value.split())
        return [" ".join(one.split()) for one in value] if kind == STRINGS else value


@given(steps, stages, st.sampled_from(FREE), st.integers(0, 5))
def test_an_instruction_in_an_unrelated_stage_changes_nothing_elsewhere(
    first: list[list[str]], others: Stages, inserted: list[str], at: int
) -> None:
    # The stage nobody uses stands in the middle; the stages are told by their names, as their numbers may not matter either.
    before = lines(first, [], "base")
    after = [["FROM", base.replace("NAME", "base"), "AS", f"s{number}"] for number, (base, _) in enumerate(others)]
    bodies = [[[word.replace("NAME", "base") for word in words] for words in body] for _, body in others]
    rest = [words for head, body in zip(after, bodies, strict=True) for words in (head, *body)] or [
        ["FROM", "base", "AS", "s0"]
    ]
    idle = [["RUN", "true"], ["ENV", "A=1"]]

    def whole(body: list[list[str]]) -> dict[Any, Any]:
        text = joined([*before, ["FROM", "busybox", "AS", "idle"], *body, *rest])
        return Facts(file_of(text)).data(("file.instructions", "file.comments"), without="idle")

    at = min(at, len(idle))
    assert whole(idle) == whole([*idle[:at], inserted, *idle[at:]])


@given(steps, stages)
def test_the_name_of_a_stage_does_not_matter(first: list[list[str]], others: Stages) -> None:
    def renamed(name: str) -> str:
        return repr(Facts(file_of(joined(lines(first, others, name)))).data()).replace(name, "NAME")

    assert renamed("alpha") == renamed("omega")


BREAKS = st.sampled_from([" ", " \\\n", "  ", " \\\n   ", " \\\n# a comment\n  ", " \\\n\n"])
LAYOUT = (
    "file.comments",
    "instruction.line-count",
    "instruction.blank-continuations",
    "instruction.last-line",
    "line.text",
    "instruction.longest-line",
    "instruction.comment-above",
    "instruction.comment-names-it",
)


@given(steps, stages, st.data())
def test_the_layout_does_not_matter(first: list[list[str]], others: Stages, data: st.DataObject) -> None:
    instructions = lines(first, others, "base")
    parts = []
    for words in instructions:
        parts.append(data.draw(st.sampled_from(["", "\n", "# a comment\n", "  "])))
        parts.append("".join(word + data.draw(BREAKS) for word in words[:-1]) + words[-1] + "\n")

    def shown(text: str) -> dict[Any, Any]:
        found = Facts(file_of(text)).data(LAYOUT)
        return {name: fields for name, fields in found.items() if name[0] != "comment"}

    assert shown("# x\n" + joined(instructions)) == shown("# x\n" + "".join(parts))
