"""A real git repository for tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SETTINGS = (
    "user.name=A",
    "user.email=a@example.com",
    "commit.gpgsign=false",
    "init.defaultBranch=main",
    "core.autocrlf=false",
)


class GitRepository:
    """A repository in a folder, and how its files come and go."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet")

    def git(self, *words: str) -> str:
        """Runs git there."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *settings, *words], cwd=self.root, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def put(self, files: dict[str, str | None]) -> None:
        """Writes files; None takes one away, ``-> TARGET`` makes a link."""
        for name, text in files.items():
            path = self.root / name
            if path.is_symlink() or path.is_file():
                path.unlink()
            if text is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if text.startswith("-> "):
                path.symlink_to(text[3:])
            else:
                path.write_bytes(text.encode())

    def commit(self, files: dict[str, str | None], tag: str = "") -> None:
        """Commits all there is after these changes, ignored files included."""
        self.put(files)
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        if tag:
            self.git("tag", "--force", tag)
