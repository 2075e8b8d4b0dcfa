"""Edits of scripts: their settings, modes, variables and layout."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.facts.model import file_facts
from analyzer.fixes.effects import broken
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

SETTING = {"option": "-o --option", "value": "*insecure=*"}
PACKAGES = f"{'a' * 24} {'b' * 24} {'c' * 24}"
LISTED = PACKAGES.replace(" ", " \\\n      ")
SHORT = "apt-get install -y --no-install-recommends a b c d e f g h i j k l m n o"
WRITE, SETUID = {"bits": "write"}, {"bits": "setuid"}
CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("RUN apt-get -o A::Insecure=1 -o B=2 install a\n", "command:apt-get", "remove-setting", SETTING,
     "RUN apt-get -o B=2 install a\n"),
    ("RUN apt-get -oA::Insecure=1 install a\n", "command:apt-get", "remove-setting", SETTING, "RUN apt-get install a\n"),
    ('RUN ["apt-get", "-o", "insecure=1", "update"]\n', "command:apt-get", "remove-setting", SETTING,
     'RUN ["apt-get", "update"]\n'),
    ("RUN apt-get -o B=2 install a\n", "command:apt-get", "remove-setting", SETTING, None),
    ("RUN curl \\\n    u \\\n    --insecure && \\\n    x\n", "command:curl", "remove-option", {"option": "-k --insecure"},
     "RUN curl \\\n    u && \\\n    x\n"),
    ("RUN curl -sk --insecure u\n", "command:curl", "remove-option", {"option": "-k --insecure"}, "RUN curl -s u\n"),
    # --- replace-part
    ("RUN curl http://a http://b\n", "command:curl", "replace-part", {"part": "http://", "text": "https://"},
     "RUN curl https://a https://b\n"),
    ("RUN curl u\n", "command:curl", "replace-part", {"part": "http://", "text": "https://"}, None),
    ("RUN curl http://a\n", "command:curl", "replace-part", {"part": "http", "text": "$X"}, None),
    # --- remove-assignment
    ("RUN A=1 B=2 x\n", "command:x", "remove-assignment", {"name": "A"}, "RUN B=2 x\n"),
    ("RUN A=1 B=2 x\n", "command:x", "remove-assignment", {"name": "B"}, "RUN A=1 x\n"),
    ("RUN export A=1 && x\n", "command:export", "remove-assignment", {"name": "A"}, "RUN x\n"),
    ("RUN export A=1 B=$C && x\n", "command:export", "remove-assignment", {"name": "B"}, "RUN export A=1 && x\n"),
    ("RUN env A=1 x\n", "command:x", "remove-assignment", {"name": "A"}, None),
    # --- restrict-mode
    ("RUN chmod -R 777 a\n", "command:chmod", "restrict-mode", WRITE, "RUN chmod -R 755 a\n"),
    ("RUN chmod 0666 a\n", "command:chmod", "restrict-mode", WRITE, "RUN chmod 0644 a\n"),
    ("RUN chmod a+rwx a\n", "command:chmod", "restrict-mode", WRITE, "RUN chmod a+rx,u+w a\n"),
    ("RUN x && chmod o+w a\n", "command:chmod", "restrict-mode", WRITE, "RUN x\n"),
    ("RUN chmod $MODE a\n", "command:chmod", "restrict-mode", WRITE, None),
    ("RUN chmod 755 a\n", "command:chmod", "restrict-mode", WRITE, None),
    ("RUN install -m0777 a b\n", "command:install", "restrict-mode", WRITE, "RUN install -m0755 a b\n"),
    ("RUN mkdir --mode=777 b\n", "command:mkdir", "restrict-mode", WRITE, "RUN mkdir --mode=755 b\n"),
    ('RUN ["chmod", "777", "a"]\n', "command:chmod", "restrict-mode", WRITE, 'RUN ["chmod", "755", "a"]\n'),
    ("COPY --chmod=777 a b\n", "COPY", "restrict-mode", WRITE, "COPY --chmod=755 a b\n"),
    ("COPY a b\n", "COPY", "restrict-mode", WRITE, None),
    ("RUN chmod 4755 a\n", "command:chmod", "restrict-mode", SETUID, "RUN chmod 755 a\n"),
    ("RUN chmod u+s,a+x a\n", "command:chmod", "restrict-mode", SETUID, "RUN chmod a+x a\n"),
    ("RUN chmod 755 a\n", "command:chmod", "restrict-mode", {"bits": "sticky"}, None),
    # --- set-shell-option
    ("RUN a | b\n", "RUN", "set-shell-option", {"option": "-o pipefail"}, "RUN set -o pipefail && a | b\n"),
    ("RUN a | b || c\n", "RUN", "set-shell-option", {"option": "-o pipefail"}, "RUN set -o pipefail; a | b || c\n"),
    ("RUN set -ex && a | b\n", "RUN", "set-shell-option", {"option": "-o pipefail"},
     "RUN set -ex && set -o pipefail && a | b\n"),
    ("RUN set -ex; \\\n    a | b; \\\n    c\n", "RUN", "set-shell-option", {"option": "-o pipefail"},
     "RUN set -ex; \\\n    set -o pipefail; \\\n    a | b; \\\n    c\n"),
    ("RUN if a | b; then c; fi\n", "RUN", "set-shell-option", {"option": "-e"}, "RUN set -e && if a | b; then c; fi\n"),
    ("RUN <<EOF\na\nEOF\n", "RUN", "set-shell-option", {"option": "-e"}, "RUN <<EOF\nset -e\na\nEOF\n"),
    ("RUN <<-EOF\n\ta\n\tEOF\n", "RUN", "set-shell-option", {"option": "-e"}, "RUN <<-EOF\n\tset -e\n\ta\n\tEOF\n"),
    ("RUN <<EOF\n#!/bin/sh\na\nEOF\n", "RUN", "set-shell-option", {"option": "-e"},
     "RUN <<EOF\n#!/bin/sh\nset -e\na\nEOF\n"),
    ("FROM a\r\nRUN <<EOF\r\na\r\nEOF\r\n", "RUN", "set-shell-option", {"option": "-e"},
     "FROM a\r\nRUN <<EOF\r\nset -e\r\na\r\nEOF\r\n"),
    ('RUN ["a"]\n', "RUN", "set-shell-option", {"option": "-e"}, None),
    # --- quote
    ("RUN rm $A\n", "expansion:0", "quote", {}, 'RUN rm "$A"\n'),
    ("RUN rm /a/$A/b\n", "expansion:0", "quote", {}, 'RUN rm "/a/$A/b"\n'),
    ("RUN rm /a/$A/*\n", "expansion:0", "quote", {}, 'RUN rm /a/"$A"/*\n'),
    ("RUN rm --x=$A\n", "expansion:0", "quote", {}, 'RUN rm --x="$A"\n'),
    ('RUN ["sh", "-c", "rm $A"]\n', "expansion:0", "quote", {}, 'RUN ["sh", "-c", "rm \\"$A\\""]\n'),
    ('RUN sh -c "rm $A"\n', "expansion:0", "quote", {}, None),
    # --- break-lines
    (f"RUN apt-get update && apt-get install -y {PACKAGES}\n", "RUN", "break-lines", {},
     f"RUN apt-get update && \\\n    apt-get install -y {PACKAGES}\n"),
    (f"RUN apt-get install -y --no-install-recommends {PACKAGES}\n", "RUN", "break-lines", {},
     f"RUN apt-get install -y --no-install-recommends \\\n      {LISTED}\n"),
    (f"RUN a \\\n  && b; apt-get update && {SHORT} && rm /a\n", "RUN", "break-lines", {},
     f"RUN a \\\n  && b; \\\n  apt-get update \\\n  && {SHORT} \\\n  && rm /a\n"),
    (f"RUN {'a' * 60} | {'b' * 60}\n", "RUN", "break-lines", {}, f"RUN {'a' * 60} \\\n      | {'b' * 60}\n"),
    ("RUN a | b\n", "RUN", "break-lines", {}, None),
    # --- to-heredoc
    ("RUN a && b | c && d\n", "RUN", "to-heredoc", {}, "RUN <<EOF\nset -e\na\nb | c\nd\nEOF\n"),
    ("RUN set -ex && \\\n    a \\\n      b && c \n", "RUN", "to-heredoc", {}, "RUN <<EOF\nset -ex\na \\\n      b\nc\nEOF\n"),
    ("RUN a \\ \n  b && c\n", "RUN", "to-heredoc", {}, "RUN <<EOF\nset -e\na \\\n  b\nc\nEOF\n"),
    ("RUN a && b || c\n", "RUN", "to-heredoc", {}, None),
    ("RUN a && (b; c)\n", "RUN", "to-heredoc", {}, None),
    ("RUN a && ! b\n", "RUN", "to-heredoc", {}, None),
    ("RUN a && \\\n    # why\n    b\n", "RUN", "to-heredoc", {}, None),
    ("FROM a\r\nRUN a && b\r\n", "RUN", "to-heredoc", {}, None),
    ("# syntax=docker/dockerfile:1.3\nFROM a\nRUN a && b\n", "RUN", "to-heredoc", {}, None),
    # --- cd-to-workdir
    ("FROM debian:12\n# x\nRUN cd /a && b\nCOPY c /d\nWORKDIR /\n", "RUN", "cd-to-workdir", {},
     "FROM debian:12\nWORKDIR /a\n# x\nRUN b\nCOPY c /d\nWORKDIR /\n"),
    ("RUN cd /a && b\n", "RUN", "cd-to-workdir", {}, None),
    ("RUN cd a && b\nWORKDIR /\n", "RUN", "cd-to-workdir", {}, None),
    ("RUN cd /a; b\nWORKDIR /\n", "RUN", "cd-to-workdir", {}, None),
    ("RUN cd /a && b\nRUN c\nWORKDIR /\n", "RUN", "cd-to-workdir", {}, None),
    ("RUN cd /a && b\nCOPY c d\nWORKDIR /\n", "RUN", "cd-to-workdir", {}, None),
    # --- mount-secrets
    ("ARG API_TOKEN\nRUN curl -u $API_TOKEN u\n", "command:curl", "mount-secrets", {},
     "RUN --mount=type=secret,id=API_TOKEN,env=API_TOKEN curl -u $API_TOKEN u\n"),
    ("ARG API_TOKEN A\nRUN --network=none curl -u $API_TOKEN u\nRUN x $API_TOKEN\n", "command:curl", "mount-secrets", {},
     ("ARG API_TOKEN A\nRUN --network=none --mount=type=secret,id=API_TOKEN,env=API_TOKEN curl -u $API_TOKEN u\n"
      "RUN x $API_TOKEN\n")),
    ("ARG API_TOKEN=a\nRUN curl -u $API_TOKEN u\n", "command:curl", "mount-secrets", {}, None),
    ("ENV API_TOKEN=\nRUN curl -u $API_TOKEN u\n", "command:curl", "mount-secrets", {}, None),
    ("# syntax=docker/dockerfile:1.4\nFROM a\nARG API_TOKEN\nRUN curl -u $API_TOKEN u\n", "command:curl",
     "mount-secrets", {}, None),
    # --- merge-runs
    ("RUN a \\\n  && b\nRUN c\nRUN d\n", "RUN#2", "merge-runs", {}, "RUN a \\\n  && b\nRUN c && \\\n  d\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_scripts(check: Any, edit: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    if name == "to-heredoc":  # depends on how lines end
        before, after = (one if one is None or "FROM " in one else f"FROM debian:12\n{one}" for one in (text, result))
        assert edit(before, at, name, given) == after
    else:
        check(text, at, name, given, result)


@pytest.mark.parametrize(
    ("effect", "before", "after", "holds"),
    [
        ("build", "apt-get install a", "apt-get install -y a", True),
        ("build", "apt install a && apt remove b", "apt-get install a && apt-get remove b", True),
        ("build", "apt-get install a", "apt-get install --no-install-recommends a", False),
        ("build", "pip install a", "pip install --no-cache-dir a", False),
        ("cleanup", "pip install a", "pip install --no-cache-dir a", True),
        ("cleanup", "pip install a", "pip install --no-deps a", False),
        ("cleanup", "apk update && apk add a", "apk add --no-cache a", True),
        ("cleanup", "apk update", "true", False),
        ("build", "wget u", "wget --progress=dot:giga u", True),
        ("build", "wget u", "wget --no-check-certificate u", False),
        ("build", "a && rm b", "a", False),
        ("build", "sh -c 'rm *'", "sh -c 'rm ./*'", True),
        ("build", "apt-get update && a && apt-get update && b", "apt-get update && a && b", True),
        ("build", "a && b", "set -e; a && b", True),
        ("build", "a && b", "set -u; a && b", False),
    ],
)
def test_effects_of_commands(effect: str, before: str, after: str, holds: bool) -> None:
    facts = [file_facts(parse_document(Source(f"FROM debian:12\nRUN {text}\n"))) for text in (before, after)]
    assert (broken(effect, *facts) == "") is holds


@pytest.mark.parametrize(
    ("steps", "needed"),
    [
        ("RUN apt-get update\nRUN apt-get install -y a\n", True),
        ("RUN apt-get update\nRUN apt-get update && apt-get install -y a\n", False),
        ("RUN apt-get update\nRUN ./install.sh\n", None),
        ("RUN apt-get update\nRUN dpkg -i a.deb && apt-key add k && apt-get clean\n", False),
        ("RUN apk update\nRUN apk add a\n", True),
        ("RUN apk update\nRUN apk add --no-cache a\n", False),
        ("RUN apt-get update\nCMD apt-get install -y a\n", True),
        ("RUN apt-get update\nONBUILD RUN apt-get install -y a\n", True),
        ("RUN apt-get update\nFROM debian:12\nRUN apt-get install -y a\n", False),
        ("RUN dnf install -y a\nRUN dnf install -y b\n", False),
        ("RUN go mod download\nRUN go build\n", True),
        ("RUN go build\n", False),
    ],
)
def test_needed_later(steps: str, needed: bool | None) -> None:
    facts = file_facts(parse_document(Source("FROM debian:12\n" + steps)))
    run = next(step for step in facts.instructions if step.kind == "RUN")
    residue = run.residue
    assert isinstance(residue, list)
    found = residue[0].needed_later
    assert found is needed if needed is not None else not isinstance(found, bool)


def test_a_stage_built_on_it_needs_the_index() -> None:
    text = "FROM debian:12 AS base\nRUN apt-get update\nFROM base\nRUN apt-get install -y a\n"
    run = file_facts(parse_document(Source(text))).instructions[1]
    assert isinstance(run.residue, list)
    assert run.residue[0].needed_later is True
