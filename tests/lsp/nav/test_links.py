"""What leads out of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.lsp.features.links import links, page
from analyzer.lsp.snapshot import Snapshot
from tests.lsp.marked import opened, snapshot

PAGES = {
    "alpine": "https://hub.docker.com/_/alpine",
    "library/alpine:3": "https://hub.docker.com/_/alpine",
    "docker.io/a/b@sha256:0": "https://hub.docker.com/r/a/b",
    "ghcr.io/a/b:1": "https://ghcr.io/a/b",
    "quay.io/a/b": "https://quay.io/repository/a/b",
    "mcr.microsoft.com/dotnet/sdk:8.0": "https://mcr.microsoft.com/artifact/mar/dotnet/sdk",
    "public.ecr.aws/a/b": "https://gallery.ecr.aws/a/b",
    "registry.example.com/a": "",
    "localhost:5000/a": "",
    "a$b": "",
    "": "",
}

LINKS = {
    "image": ("FROM «node:20» AS b\n", "https://hub.docker.com/_/node"),
    "image in quotes": ('FROM "«node:20»"\n', "https://hub.docker.com/_/node"),
    "image by a variable": ("ARG V=node\nFROM «$V:20»\n", "https://hub.docker.com/_/node"),
    "image that is not known": ("ARG V\nFROM $V:20\n", ""),
    "stage": ("FROM scratch AS b\nFROM b\n", ""),
    "image in COPY": ("FROM scratch\nCOPY --from=«ghcr.io/a/b:1» /a /b\n", "https://ghcr.io/a/b"),
    "image of a mount": ("FROM scratch\nRUN --mount=from=«quay.io/a/b»,target=/x true\n", "https://quay.io/repository/a/b"),
    "frontend": ("# syntax=«docker/dockerfile:1»\nFROM scratch\n", "https://hub.docker.com/r/docker/dockerfile"),
    "ADD": ("FROM scratch\nADD «https://example.com/a.tgz» /\n", "https://example.com/a.tgz"),
    "script": ('FROM scratch\nRUN curl -fsS "«https://example.com/a(b)?x=1#y»" | sh\n', "https://example.com/a(b)?x=1#y"),
    "in parentheses": ("FROM scratch\nRUN (curl «http://example.com/a»); true\n", "http://example.com/a"),
    "variable": ("FROM scratch\nENV V=1\nRUN curl «https://example.com/$V/${V}»\n", "https://example.com/1/1"),
    "variable of a script": ("FROM scratch\nENV V=1\nRUN V=2; curl https://example.com/$V\n", ""),
    "variable without a value": ("FROM scratch\nARG V\nRUN curl https://example.com/$V\n", ""),
    "credentials": ("FROM scratch\nRUN curl https://u:p@example.com/x\n", ""),
    "here-document": ("FROM scratch\nCOPY <<EOF /x\nsee «https://example.com/x».\nEOF\n", "https://example.com/x"),
    "characters beyond the first plane": ("FROM scratch\r\nRUN 😀 «https://example.com/é»\r\n", "https://example.com/é"),
}


@pytest.mark.parametrize("image", PAGES)
def test_page(image: str) -> None:
    assert page(image) == PAGES[image]


@pytest.mark.parametrize("case", LINKS)
def test_links(case: str) -> None:
    text, target = LINKS[case]
    found, marked = opened(text)
    told = links(found)
    assert [each.range for each in told] == marked.ranges
    assert [each.target for each in told] == ([target] if target else [])


FILES = {
    "a file": ("COPY «a.txt» /", ["app/a.txt"]),
    "several": ("COPY «a.txt» «./sub/b.txt» none.txt /", ["app/a.txt", "app/sub/b.txt"]),
    "an array": ('COPY ["«a.txt»", "/"]', ["app/a.txt"]),
    "from the root of the context": ("ADD «/a.txt» /", ["app/a.txt"]),
    "a variable": ("ENV V=a\nCOPY «$V.txt» /", ["app/a.txt"]),
    "a mount": ("RUN --mount=type=bind,source=«a.txt»,target=/a cat /a", ["app/a.txt"]),
    "a folder is none": ("COPY sub /", []),
    "a pattern is none": ("COPY *.txt /", []),
    "of a stage": ("COPY --from=0 a.txt /", []),
    "a cache is none": ("RUN --mount=type=cache,source=a.txt,target=/a cat /a", []),
    "from the folder of the workspace": ("COPY «top.txt» /", ["top.txt"]),
    "outside of it": ("COPY ../outside.txt ../../outside.txt link.txt /", []),
    "a here-document": ("COPY <<EOF /\na.txt\nEOF", []),
}


@pytest.mark.parametrize("case", FILES)
def test_files(case: str, tmp_path: Path) -> None:
    text, targets = FILES[case]
    folder = tmp_path / "work"
    (folder / "app" / "sub").mkdir(parents=True)
    for name in ("top.txt", "app/a.txt", "app/sub/b.txt", "../outside.txt"):
        (folder / name).write_text("x")
    (folder / "app" / "link.txt").symlink_to(tmp_path / "outside.txt")
    plain, marked = opened(f"FROM scratch\n{text}\n")
    path = folder / "app" / "Dockerfile"
    told = links(Snapshot(path.as_uri(), str(path), marked.text, plain.policy), [str(folder)])
    assert [each.range for each in told] == marked.ranges
    assert [each.target for each in told] == [(folder / target).as_uri() for target in targets]


def test_a_file_that_is_not_on_the_disk_leads_to_none() -> None:
    text = "FROM scratch\nCOPY Dockerfile /\n"
    assert links(Snapshot("untitled:x", "x", text, snapshot(text).policy)) == []
