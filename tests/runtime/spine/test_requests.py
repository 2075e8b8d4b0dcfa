"""What is no reference never gets as far as an engine."""

from __future__ import annotations

import pytest

from analyzer.runtime.failure import RefusedError
from analyzer.runtime.requests import check_reference, check_source, check_target

DIGEST = "@sha256:" + "a" * 64


@pytest.mark.parametrize(
    "reference",
    [
        "app",
        "app:1.2",
        "registry.example.com/team/app:1.2",
        "localhost:5000/app",
        "[::1]:5000/app:x",
        "a/b/c_d--e.f",
        "app" + DIGEST,
    ],
)
def test_references_pass(reference: str) -> None:
    assert check_reference(reference) == reference


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "-x",
        "--rm",
        "App",
        "app:",
        "app:-x",
        "a//b",
        "app@sha256:1",
        "app:1\n",
        "app;rm",
        "app x",
        "../app",
        "app:" + "a" * 129,
        "a/" * 130 + "b",
        "http://x/app",
        "app@",
        "\x1b[31mapp",
    ],
)
def test_what_is_none_is_refused(reference: str) -> None:
    for check in (check_reference, check_target, check_source):
        with pytest.raises(RefusedError):
            check(reference)


def test_a_name_to_be_given_has_no_digest() -> None:
    with pytest.raises(RefusedError, match="which only the registry gives"):
        check_target("app" + DIGEST)


def test_an_image_is_named_by_its_id_too() -> None:
    assert check_source("sha256:" + "b" * 64) == "sha256:" + "b" * 64
