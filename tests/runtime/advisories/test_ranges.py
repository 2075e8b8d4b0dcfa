"""Ranges of versions, held to an oracle that walks over all versions one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.scan.advisories.advisory import Affected, Range
from analyzer.runtime.scan.advisories.ecosystems import VersionError
from analyzer.runtime.scan.advisories.ranges import Judge

FORMS = {
    "Debian:12": ("ECOSYSTEM", "1.2-{}+deb12u1"),
    "Alpine:v3.20": ("ECOSYSTEM", "1.2.{}-r3"),
    "PyPI": ("ECOSYSTEM", "1.{}.post1"),
    "npm": ("SEMVER", "1.0.{}"),
    "Go": ("SEMVER", "v1.{}.0"),
}
NUMBERS = st.integers(0, 12)  # 0 is written as the beginning of all versions
# what published ranges are: introduced and ended in turn
SPANS = st.lists(
    st.tuples(NUMBERS, st.sampled_from(["fixed", "last_affected"]), st.integers(0, 4)),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one[0],
)


def steps(spans: list[tuple[int, str, int]]) -> list[tuple[str, int]]:
    """Events out of spans that may overlap: each begins at a version and ends so many versions later."""
    ends = [(begin, how, begin + (length if begin else max(length, 1))) for begin, how, length in spans]
    return [event for begin, how, end in ends for event in (("introduced", begin), (how, end))]


def walk(events: list[tuple[str, int]], version: int) -> bool:
    """The oracle: from the first version on, what happens at each."""
    state = False
    for at in range(version + 1):
        state = state and ("last_affected", at - 1) not in events
        if ("fixed", at) in events:
            state = False
        if ("introduced", at) in events:
            state = True
    return state


@given(st.sampled_from(sorted(FORMS)), SPANS, st.integers(0, 18), st.randoms())
def test_ranges_agree_with_the_oracle(
    ecosystem: str, spans: list[tuple[int, str, int]], installed: int, random: object
) -> None:
    kind, form = FORMS[ecosystem]
    events = steps(spans)
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    written = tuple((name, "0" if (name, at) == ("introduced", 0) else form.format(at)) for name, at in shuffled)
    part = Affected(ecosystem, "a", (Range(kind, written),), frozenset())
    judge = Judge(ecosystem)
    assert judge.is_affected(form.format(installed), [part]) == walk(events, installed)
    if walk(events, installed):
        fixed = [at for name, at in events if name == "fixed" and at > installed and not walk(events, at)]
        assert judge.fixed_version(form.format(installed), [part]) == (form.format(min(fixed)) if fixed else None)


@given(SPANS, SPANS, st.integers(0, 18))
def test_what_several_parts_affect_is_the_union(
    one: list[tuple[int, str, int]], two: list[tuple[int, str, int]], at: int
) -> None:
    judge = Judge("npm")
    parts = [
        Affected("npm", "a", (Range("SEMVER", tuple((name, f"1.0.{number}") for name, number in steps(spans))),), frozenset())
        for spans in (one, two)
    ]
    version = f"1.0.{at}"
    assert judge.is_affected(version, parts) == any(judge.is_affected(version, [part]) for part in parts)
    fixed = judge.fixed_version(version, parts) if judge.is_affected(version, parts) else None
    if fixed is not None:
        assert not judge.is_affected(fixed, parts)


LIMITS = [
    ((("introduced", "0"), ("limit", "2.0.0")), "1.9.9", True),
    ((("introduced", "0"), ("limit", "2.0.0")), "2.0.0", False),
    ((("introduced", "0"), ("limit", "*")), "9.0.0", True),
    ((("introduced", "0"), ("limit", "1.0.0"), ("limit", "3.0.0")), "2.0.0", True),
    ((("introduced", "0"),), "0.0.1", True),
    ((("introduced", "0"), ("fixed", "1.0.0")), "1.0.0-rc.1", True),
    ((("introduced", "0"), ("last_affected", "1.0.0")), "1.0.0+build7", True),
    ((("introduced", "0"), ("fixed", "1.0.0")), "1.0.0+build7", False),
]


@pytest.mark.parametrize(("events", "version", "expected"), LIMITS)
def test_limits_and_semantic_versions(events: tuple[tuple[str, str], ...], version: str, expected: bool) -> None:
    assert Judge("npm").is_affected(version, [Affected("npm", "a", (Range("SEMVER", events),), frozenset())]) is expected


@pytest.mark.parametrize(
    ("ecosystem", "listed", "version", "expected"),
    [
        ("PyPI", {"1.0", "odd"}, "1.0.0", True),
        ("PyPI", {"1.0"}, "1.0.1", False),
        ("npm", {"1.0.0"}, "1.0.0", True),
        ("Debian:12", {"1.0-1"}, "1.0-1", True),
        ("Debian:12", {"1.0-1"}, "1.0-2", False),
        ("Debian:12", {"no version"}, "no version", True),
    ],
)
def test_listed_versions(ecosystem: str, listed: set[str], version: str, expected: bool) -> None:
    assert Judge(ecosystem).is_affected(version, [Affected(ecosystem, "a", (), frozenset(listed))]) is expected


@pytest.mark.parametrize(
    "part",
    [
        Affected("npm", "a", (), frozenset()),
        Affected("npm", "a", (Range("GIT", (("introduced", "0"),)),), frozenset()),
        Affected("npm", "a", (Range("SEMVER", (("introduced", "first"),)),), frozenset()),
    ],
)
def test_what_cannot_be_judged_is_no_no(part: Affected) -> None:
    with pytest.raises(VersionError):
        Judge("npm").is_affected("1.0.0", [part])
    sure = Affected("npm", "a", (), frozenset({"1.0.0"}))
    assert Judge("npm").is_affected("1.0.0", [part, sure])
