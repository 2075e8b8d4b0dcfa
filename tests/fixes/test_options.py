"""Edits of options, and of the words of a command."""

from __future__ import annotations

from typing import Any

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("RUN apt-get install a\n", "command:apt-get", "insert-option", {"option": "-y"}, "RUN apt-get install -y a\n"),
    ("RUN apt-get install a\n", "command:apt-get", "insert-option", {"option": "-y", "after": "name"},
     "RUN apt-get -y install a\n"),
    ("RUN apt-get install -y a\n", "command:apt-get", "insert-option", {"option": "-y"}, None),
    ("RUN curl a\n", "command:curl", "insert-option", {"option": "--retry=3"}, "RUN curl --retry=3 a\n"),
    ("RUN curl a --retry 3\n", "command:curl", "insert-option", {"option": "--retry=3"}, None),
    ('RUN ["apt-get", "install", "a"]\n', "command:apt-get", "insert-option", {"option": "-o X"},
     'RUN ["apt-get", "install", "-o", "X", "a"]\n'),
    ("RUN apt-get \\\n  install \\\n  a\n", "command:apt-get", "insert-option", {"option": "-y"},
     "RUN apt-get \\\n  install -y \\\n  a\n"),
    # --- remove-option
    ("RUN apt-get -y install a\n", "command:apt-get", "remove-option", {"option": "-y"}, "RUN apt-get install a\n"),
    ("RUN apt-get -yq install a\n", "command:apt-get", "remove-option", {"option": "-q"}, "RUN apt-get -y install a\n"),
    ("RUN apt-get -yq install -y a\n", "command:apt-get", "remove-option", {"option": "-y"}, "RUN apt-get -q install a\n"),
    ("RUN apt-get -y install -y a\n", "command:apt-get", "remove-option", {"option": "-y"}, "RUN apt-get install a\n"),
    ("RUN apt-get install -y\n", "command:apt-get", "remove-option", {"option": "-y"}, "RUN apt-get install\n"),
    ("RUN apt-get install a\n", "command:apt-get", "remove-option", {"option": "-y"}, None),
    ("RUN curl -sSk -o f u\n", "command:curl", "remove-option", {"option": "-k"}, "RUN curl -sS -o f u\n"),
    ("RUN curl -o f u\n", "command:curl", "remove-option", {"option": "-o"}, "RUN curl u\n"),
    ("RUN curl -so f u\n", "command:curl", "remove-option", {"option": "-o"}, "RUN curl -s u\n"),
    ("RUN curl -so f u\n", "command:curl", "remove-option", {"option": "-s"}, "RUN curl -o f u\n"),
    ("RUN curl -ku:p u\n", "command:curl", "remove-option", {"option": "-k"}, None),
    ("RUN curl --insecure \\\n    u\n", "command:curl", "remove-option", {"option": "--insecure"}, "RUN curl \\\n    u\n"),
    ("RUN curl \\\n    --insecure \\\n    u\n", "command:curl", "remove-option", {"option": "--insecure"},
     "RUN curl \\\n    u\n"),
    ("RUN curl \\\n    --insecure u\n", "command:curl", "remove-option", {"option": "--insecure"}, "RUN curl \\\n    u\n"),
    ("RUN curl u \\\n    --insecure\n", "command:curl", "remove-option", {"option": "--insecure"}, "RUN curl u\n"),
    ("RUN curl \\\n    # why\n    --insecure \\\n    u\n", "command:curl", "remove-option", {"option": "--insecure"}, None),
    ("RUN curl > f --insecure u\n", "command:curl", "remove-option", {"option": "--insecure"}, "RUN curl > f u\n"),
    ('RUN curl "-k" u\n', "command:curl", "remove-option", {"option": "-k"}, "RUN curl u\n"),
    ('RUN ["curl", "-k", "u"]\n', "command:curl", "remove-option", {"option": "-k"}, 'RUN ["curl", "u"]\n'),
    ('RUN ["curl", "-sk", "u"]\n', "command:curl", "remove-option", {"option": "-k"}, 'RUN ["curl", "-s", "u"]\n'),
    ('RUN ["curl", \\\n  "-k", \\\n  "u"]\n', "command:curl", "remove-option", {"option": "-k"}, 'RUN ["curl", \\\n  "u"]\n'),
    ('RUN ["sh", "-c", "curl -k \\"u\\""]\n', "command:curl", "remove-option", {"option": "-k"},
     'RUN ["sh", "-c", "curl \\"u\\""]\n'),
    ("RUN sh -c 'curl -k u'\n", "command:curl", "remove-option", {"option": "-k"}, "RUN sh -c 'curl u'\n"),
    ("RUN x `curl -k u`\n", "command:curl", "remove-option", {"option": "-k"}, "RUN x `curl u`\n"),
    ("RUN <<EOF\ncurl \\\n  -k \\\n  u\nEOF\n", "command:curl", "remove-option", {"option": "-k"},
     "RUN <<EOF\ncurl \\\n  u\nEOF\n"),
    ("RUN <<-EOF\n\tcurl -k u\n\tEOF\n", "command:curl", "remove-option", {"option": "-k"}, "RUN <<-EOF\n\tcurl u\n\tEOF\n"),
    ("RUN tar xzf f\n", "command:tar", "remove-option", {"option": "-z"}, None),
    ("RUN é && curl -k 😀\n", "command:curl", "remove-option", {"option": "-k"}, "RUN é && curl 😀\n"),
    # --- set-option
    ("RUN curl --retry 3 u\n", "command:curl", "set-option", {"option": "--retry", "value": "5"}, "RUN curl --retry 5 u\n"),
    ("RUN curl --retry=3 u\n", "command:curl", "set-option", {"option": "--retry", "value": "5"}, "RUN curl --retry=5 u\n"),
    ("RUN curl u\n", "command:curl", "set-option", {"option": "--retry", "value": "5"}, "RUN curl --retry=5 u\n"),
    ("RUN curl u\n", "command:curl", "set-option", {"option": "-m", "value": "5"}, "RUN curl -m 5 u\n"),
    ("RUN curl -m3 u\n", "command:curl", "set-option", {"option": "-m", "value": "5"}, "RUN curl -m5 u\n"),
    ("RUN curl -sm3 u\n", "command:curl", "set-option", {"option": "-m", "value": "5"}, None),
    ("RUN curl -m 3 -m 4 u\n", "command:curl", "set-option", {"option": "-m", "value": "5"}, None),
    ('RUN ["curl", "--retry=3", "u"]\n', "command:curl", "set-option", {"option": "--retry", "value": "5"},
     'RUN ["curl", "--retry=5", "u"]\n'),
    # --- delete
    ("RUN a b c\n", "word:b", "delete", {}, "RUN a c\n"),
    ("RUN a b > f c\n", "word:c", "delete", {}, "RUN a b > f\n"),
    ("RUN a \\\n    b \\\n    c\n", "word:c", "delete", {}, "RUN a \\\n    b\n"),
    ("RUN a \\\n    b c \\\n    d\n", "word:b", "delete", {}, "RUN a \\\n    c \\\n    d\n"),
    ("EXPOSE 1 2 \\\n  3\n", "word:2", "delete", {}, "EXPOSE 1 \\\n  3\n"),
    ("EXPOSE 1 2\n", "word:1", "delete", {}, "EXPOSE 2\n"),
    ("EXPOSE 1\n", "word:1", "delete", {}, None),
    ('COPY ["x", "y", "z/"]\n', "word:x", "delete", {}, 'COPY ["y", "z/"]\n'),
    ('COPY ["x", "y", "z/"]\n', "word:y", "delete", {}, 'COPY ["x", "z/"]\n'),
    ('COPY ["x", "z/"]\n', "word:x", "delete", {}, None),
    ("RUN a \\\n  # why\n  && b\n", "comment:0", "delete", {}, "RUN a \\\n  && b\n"),
    ("# why\nFROM a\n", "comment:0", "delete", {}, "FROM a\n"),
    ("FROM a\n", "stage:0", "delete", {}, None),
    # --- beside
    ("RUN a b\n", "word:b", "insert-before", {"text": "--x="}, "RUN a --x=b\n"),
    ("RUN a b\n", "word:b", "insert-after", {"text": "@1"}, "RUN a b@1\n"),
    ('CMD ["a", "b"]\n', "word:b", "insert-after", {"text": '"'}, 'CMD ["a", "b\\""]\n'),
    ("USER a\n", "word:a", "insert-after", {"text": ":b"}, "USER a:b\n"),
    ("USER a\n", "word:a", "replace", {"text": "b"}, "USER b\n"),
    ('CMD ["a"]\n', "word:a", "replace", {"text": 'x"'}, 'CMD ["x\\""]\n'),
    ("RUN a b\n", "word:b", "replace", {"text": "c d"}, "RUN a c d\n"),
    ("RUN a && b\n", "command:b", "replace", {"text": "c d"}, "RUN a && c d\n"),
    ("USER a\nUSER b\n", "USER", "replace", {"text": "USER c"}, "USER c\nUSER b\n"),
    # --- sort-words
    ("RUN apt-get install b a=1 C\n", "command:apt-get", "sort-words", {}, "RUN apt-get install a=1 b C\n"),
    ("RUN apt-get install -y \\\n    b \\\n    a=1 \\\n    c\n", "command:apt-get", "sort-words", {},
     "RUN apt-get install -y \\\n    a=1 \\\n    b \\\n    c\n"),
    ("RUN apt-get install b \\\n    # why\n    a\n", "command:apt-get", "sort-words", {}, None),
    ("RUN apt-get install b $A a\n", "command:apt-get", "sort-words", {}, None),
    ('RUN ["apt-get", "install", "b", "a"]\n', "command:apt-get", "sort-words", {}, 'RUN ["apt-get", "install", "a", "b"]\n'),
    ("RUN apk add -t v b a && x\n", "command:apk", "sort-words", {}, "RUN apk add -t v a b && x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_options(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
