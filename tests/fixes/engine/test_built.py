"""Each case is built before and after its safe fixes, and the images are held against the effects that the fixes declare."""

from __future__ import annotations

import os

import pytest

from tests.fixes.engine import bases
from tests.fixes.engine.case import CASES, Case
from tests.fixes.engine.compare import differences, removed
from tests.fixes.engine.engine import BuildError, Engine

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.removesuffix(".Dockerfile"))
def test_the_image_stays_what_it_was(engine: Engine, case: Case) -> None:
    provide(engine, case)
    before = engine.image(engine.build(case.context, case.data))
    fixed = case.outcome.source.data
    try:
        after = engine.image(engine.build(case.context, fixed))
    except BuildError as error:
        pytest.fail(f"it builds no longer:\n{error}\n{fixed.decode()}", pytrace=False)
    missing = [place for place in case.keeps if place not in before.files]
    assert missing == [], "the case does not build what it is meant to"
    effects = {applied.fix.effect for applied in case.outcome.applied}
    found = differences(effects, before, after, case.gone)
    if found:
        pytest.fail("\n".join([*found[:30], f"{len(found)} differences; the fixed file:", fixed.decode()]), pytrace=False)
    if case.gone:
        assert removed(before, after), "nothing was cleaned up"


def provide(engine: Engine, case: Case) -> None:
    """The base images of a case; where they cannot be had, it is skipped, or fails on ENGINE=required."""
    try:
        for base in bases.BASES:
            if base.encode() in case.data:
                bases.make(engine, base)
    except bases.NoBaseError as error:
        if os.environ.get("ENGINE") == "required":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
