"""Files that are not open, judged on threads."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from analyzer.lsp import sweep
from analyzer.lsp.workspace import Workspace

TEXT = """\
ARG V={0}
FROM debian:$V AS base
RUN apt-get update && apt-get install -y curl={0} || sudo x-{0}
COPY <<EOF /etc/{0}
a
EOF
FROM base
COPY --from=base /a{0} /b
ENV A{0}=${{V:-b}}
CMD x {0}
"""


def test_threads_find_what_one_alone_finds() -> None:
    """Nothing that is kept for all files is upset by several threads that fill it at once."""
    configured = Workspace().elsewhere
    texts = [TEXT.format(number) * 3 for number in range(40)]
    found: dict[int, object] = {}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:

        def judge(first: int) -> None:
            for number in range(first, len(texts), 4):
                found[number] = sweep.found(f"/w/{number}/Dockerfile", texts[number], configured, "utf-16")

        threads = [threading.Thread(target=judge, args=(first,)) for first in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        sys.setswitchinterval(before)
    assert [found[number] for number in range(len(texts))] == [
        sweep.found(f"/w/{number}/Dockerfile", text, configured, "utf-16") for number, text in enumerate(texts)
    ]


def test_a_file_of_two_folders_belongs_to_the_inner_one(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for folder in (tmp_path, inner):
        (folder / "Dockerfile").write_text("FROM a\n")
    (tmp_path / ".buildsecbot.yaml").write_text("exclude: [outer.Dockerfile]\n")
    (tmp_path / "outer.Dockerfile").write_text("FROM a\n")
    workspace = Workspace()
    for folder in (tmp_path, inner, tmp_path / "gone"):
        workspace.add(folder.as_uri(), str(folder))
    files = dict(sweep.dockerfiles(list(workspace.folders.values())))
    assert list(files) == [str(tmp_path / "Dockerfile"), str(inner / "Dockerfile")]
    assert files[str(inner / "Dockerfile")] is workspace.folders[inner.as_uri()].configured
    assert sweep.text_of(str(tmp_path / "gone" / "Dockerfile")) is None
