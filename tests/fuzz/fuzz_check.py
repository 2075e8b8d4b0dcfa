"""Coverage-guided fuzzing of the whole check: no input raises, every input comes back from its tree.

    python tests/fuzz/fuzz_check.py -max_total_time=600

Needs the package atheris. It starts from the files of docs/examples and from fragments of the language; a failing input is
written to the current folder and printed with its traceback.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["analyzer"]):
    from analyzer.lint.check import check_source
    from analyzer.lint.selection import select_rules
    from analyzer.source.text import Source
    from analyzer.syntax.dump import dump_buildkit, dump_json, dump_tree
    from analyzer.syntax.parse import parse_document
    from analyzer.syntax.render import outer_span, render

KEYWORDS = (
    b"FROM RUN COPY ADD ENV ARG LABEL CMD ENTRYPOINT SHELL USER WORKDIR EXPOSE VOLUME STOPSIGNAL HEALTHCHECK ONBUILD".split()
)
FRAGMENTS = [
    *(keyword + b" " for keyword in KEYWORDS),
    *(b"\\\n", b"`\n", b"<<EOF\n", b"EOF\n", b"# escape=`\n", b"# syntax=docker/dockerfile:1\n", b"--from=", b"\r\n"),
    *(b"--mount=type=cache,target=/x ", b'["a", "b"]', b"${a:-", b"$(", b" && ", b" | ", b"\xef\xbb\xbf"),
    *(b"apt-get install -y ", b"if x; then y; fi"),
]


def test_one_input(data: bytes) -> None:
    document = parse_document(Source.from_bytes(data))
    assert render(document) == data
    at = 0
    for piece in document.pieces:
        start, end = outer_span(piece)
        assert start == at < end
        at = end
    assert at == len(document.source.text)
    for dump in (dump_buildkit, dump_json, dump_tree):
        dump(document)
    check_source(Source.from_bytes(data), SELECTION, {}, None)


SELECTION = select_rules(["ALL"], [], [])


def main() -> None:
    examples = Path(__file__).resolve().parents[2] / "docs" / "examples"
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        for number, path in enumerate(sorted(examples.iterdir())):
            (seeds / f"example{number}").write_bytes(path.read_bytes())
        dictionary = Path(folder) / "words"
        words = ["".join(f"\\x{byte:02x}" for byte in fragment) for fragment in FRAGMENTS]
        dictionary.write_text("".join(f'"{word}"\n' for word in words), encoding="ascii")
        arguments = [sys.argv[0], str(seeds), f"-dict={dictionary}", "-max_len=4096", "-timeout=20", *sys.argv[1:]]
        atheris.Setup(arguments, test_one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
