"""Licence expressions and image references: what is one and what is not."""

from __future__ import annotations

import pytest

from analyzer.facts.licences import is_expression
from analyzer.facts.reference_grammar import is_reference


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("MIT OR Apache-2.0", True),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("mit or (apache-2.0 with llvm-exception)", True),
        ("MIT Apache-2.0", False),
        ("MIT OR", False),
        ("OR MIT", False),
        ("MIT WITH Apache-2.0", False),
        ("MIT WITH", False),
        ("(MIT OR Apache-2.0", False),
        ("MIT)", False),
        ("()", False),
        ("", False),
    ],
)
def test_licence_expression(text: str, valid: bool) -> None:
    assert is_expression(text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("alpine", True),
        ("alpine:3.20", True),
        ("library/alpine:3.20@sha256:" + "0" * 64, True),
        ("localhost/app", True),
        ("registry.example.org:5000/team/app_1.b__c-d:V1.x-y", True),
        ("Registry/app", True),
        ("[::1]:5000/app", True),
        ("", False),
        ("alpine:", False),
        ("alpine:-1", False),
        ("alpine:" + "x" * 129, False),
        ("Alpine", False),
        ("a" * 256, False),
        ("-registry.example.org/app", False),
        ("app//x", False),
        ("app_", False),
        ("alpine@sha256:1234", False),
        ("alpine@md5:" + "0" * 32, False),
        ("alpine@", False),
        ("0" * 64, False),
    ],
)
def test_reference(text: str, valid: bool) -> None:
    assert is_reference(text) is valid
