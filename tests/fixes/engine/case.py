"""The cases: Dockerfiles that are built before and after their safe fixes.

A case is a file in cases/. Comments of the form ``# name: value`` on its last lines tell what it is about:

    # fixes: RULE, ...    the rules of which a fix must be made; others may be made besides. `none` for a case that
    #                     looks like one for a fix, and is not
    # gone: PLACE, ...    what a cleanup removes: folders, or patterns of files, below a package manager's index or cache
    # keeps: PLACE, ...   files that must be in both images, so that the case builds what it is meant to
    # context: FOLDER     the build context, a folder of contexts/; the default is `files`
    # crlf                the file is used with CRLF line endings
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from analyzer.config.policies import policy_for
from analyzer.lint.fixing import Outcome, fix_source
from analyzer.lint.run import Policy
from analyzer.source.text import Source

HERE = Path(__file__).parent
KEYS = ("fixes", "gone", "keeps", "context", "crlf")


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    fixes: tuple[str, ...]
    gone: tuple[str, ...]
    keeps: tuple[str, ...]
    context: Path

    @functools.cached_property
    def outcome(self) -> Outcome:
        """The file after its safe fixes, by all rules."""
        return fix_source(Source.from_bytes(self.data), policy())


@functools.cache
def policy() -> Policy:
    made = policy_for("Dockerfile", {}, {"select": ["ALL"]})
    made.fixes = True
    return made


def read(path: Path) -> Case:
    """A case from its file."""
    text = path.read_text(encoding="utf-8")
    told: dict[str, str] = {}
    for line in reversed(text.splitlines()):
        if not line.startswith("# "):
            break
        key, _, value = line[2:].partition(":")
        assert key in KEYS, f"{path.name}: a case tells nothing of {key!r}"
        told[key] = value.strip()
    assert "fixes" in told, f"{path.name}: it does not tell which rules' fixes it is about"

    def listed(key: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in told.get(key, "").split(",") if item.strip())

    if "crlf" in told:
        text = text.replace("\n", "\r\n")
    context = HERE / "contexts" / told.get("context", "files")
    data = text.encode()
    fixes = tuple(rule for rule in listed("fixes") if rule != "none")
    return Case(path.name, data, fixes, listed("gone"), listed("keeps"), context)


CASES = [read(path) for path in sorted((HERE / "cases").glob("*.Dockerfile"))]
