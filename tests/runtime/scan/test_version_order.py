"""Which of two versions is the later one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.scan.version_order import OR, compare, greatest, least, least_fix


@pytest.mark.parametrize(
    ("type_", "one", "other", "order"),
    [
        ("deb", "1:1.0-1", "2.0-1", 1),
        ("deb", "1.0~rc1-1", "1.0-1", -1),
        ("deb", "7.88.1-10+deb12u4", "7.88.1-10+deb12u12", -1),
        ("apk", "1.2.3-r1", "1.2.3-r10", -1),
        ("rpm", "1.2-10.el9", "1.2-9.el9", 1),
        ("pypi", "1.0", "1.0.0", 0),
        ("pypi", "1.0rc1", "1.0", -1),
        ("npm", "1.10.0", "1.9.0", 1),
        ("npm", "1.0.0-beta.1", "1.0.0", -1),
        ("golang", "v1.2.3", "v1.10.0", -1),
        ("maven", "1.0-SNAPSHOT", "1.0", -1),
        ("gem", "1.0.0.pre1", "1.0.0", -1),
        ("unheard-of", "1.0", "2.0", None),
        ("unheard-of", "1.0", "1.0", 0),
        ("deb", "no version", "1.0", None),
        ("npm", "", "1.0.0", None),
    ],
)
def test_versions_compare_as_their_ecosystem_has_it(type_: str, one: str, other: str, order: int | None) -> None:
    assert compare(type_, one, other) == order
    assert compare(type_, other, one) == (None if order is None else -order)


@pytest.mark.parametrize(
    ("installed", "versions", "fixed"),
    [
        ("1.5.0", ["1.4.9", "1.5.1", "2.0.1"], "1.5.1"),
        ("1.5.0", ["1.4.9"], None),
        ("1.5.0", [], None),
        ("1.5.0", ["", " "], None),
        ("1.5.0", ["1.5.0"], None),
        ("1.5.0", ["see advisory"], "see advisory"),
        ("no version", ["1.0.0", "2.0.0"], "1.0.0"),
    ],
)
def test_the_way_out_is_the_least_later_version(installed: str, versions: list[str], fixed: str | None) -> None:
    assert least_fix("npm", installed, versions) == fixed


def test_what_cannot_be_compared_is_kept() -> None:
    assert least("deb", ["1.0", "2.0", "no version"]) == f"1.0{OR}no version"
    assert greatest("deb", ["1.0", "no version"]) is None
    assert greatest("deb", ["1.0", "2.0"]) == "2.0"
    assert greatest("deb", []) is None


@given(
    st.sampled_from(["deb", "apk", "rpm", "pypi", "npm", "golang", "maven", "gem", "nuget", "composer", "x"]),
    st.text(),
    st.text(),
)
def test_any_text_may_be_a_version(type_: str, one: str, other: str) -> None:
    first, second = compare(type_, one, other), compare(type_, other, one)
    assert (first is None) == (second is None)
    assert first is None or second is None or first == -second
