"""Real Dockerfiles for the benchmarks: the corpus beside the checkout where there is one, else the examples of the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def dockerfiles() -> list[bytes]:
    """The content of up to 400 files, spread evenly over the corpus."""
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file()) or sorted((ROOT / "docs" / "examples").iterdir())
    step = max(1, len(files) // 400)
    return [path.read_bytes() for path in files[::step]]
