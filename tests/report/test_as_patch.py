"""Patches are taken by git, whatever the file holds and is called."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.as_patch import patch

LINES = st.lists(
    st.sampled_from(["a", "b", "RUN x \\", "", "\ttab", "é😀", "\udcff", "\x0b", "-x", "+x", "@@ -1 +1 @@", "c\r"]), max_size=12
)


def test_a_patch() -> None:
    assert patch("d/Dockerfile", "a\nb\n", "a\nc\n") == (
        "diff --git a/d/Dockerfile b/d/Dockerfile\n--- a/d/Dockerfile\n+++ b/d/Dockerfile\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )
    assert patch("Dockerfile", "a", "a") == ""
    assert "\n-a\n\\ No newline at end of file\n+a\n" in patch("Dockerfile", "a", "a\n")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
class TestGit:
    @pytest.mark.parametrize("name", ["Dockerfile", "a/b c/Dockerfile", 'q"uote\\', "é😀", "tab\tname", "-x"])
    def test_it_takes_any_name(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        self.applies(file, "a\nb\n", "a\nc\n", tmp_path)

    @given(before=LINES, after=LINES, ends=st.tuples(st.booleans(), st.booleans()))
    def test_it_takes_any_content(
        self, before: list[str], after: list[str], ends: tuple[bool, bool], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("patch")
        texts = ["\n".join(lines) + ("\n" if end and lines else "") for lines, end in zip((before, after), ends, strict=True)]
        with pytest.MonkeyPatch.context() as context:
            context.chdir(folder)
            self.applies(folder / "Dockerfile", texts[0], texts[1], folder)

    def applies(self, file: Path, before: str, after: str, folder: Path) -> None:
        file.write_bytes(before.encode("utf-8", "surrogateescape"))
        text = patch(str(file), before, after)
        if text:
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            subprocess.run(command, input=text.encode("utf-8", "surrogateescape"), cwd=folder, check=True, capture_output=True)
            assert file.read_bytes() == after.encode("utf-8", "surrogateescape")
