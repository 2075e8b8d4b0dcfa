"""What all tests share: the search profiles of hypothesis, and the skipping of what needs material beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# Speed differs between machines, so no example has a deadline.
# The everyday run draws the same examples each time, so that its result depends on the change alone. The thorough one searches.
settings.register_profile(
    "everyday", deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips the tests marked ``shared`` where the folder they need is not there."""
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"needs the shared material in {os.path.relpath(SHARED)}, which is not there")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)
