"""What is told of a proposal when the client asks for more."""

from __future__ import annotations

import pytest

from analyzer.lsp.data import Completion
from analyzer.lsp.features.completing.documentation import documentation_of
from analyzer.lsp.features.completion import completions
from tests.lsp.marked import opened

SECRET = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"


def _proposal(text: str, label: str) -> tuple[Completion, str]:
    given, marked = opened(text)
    item = next(item for item in completions(given, marked.cursor).items if item.label == label)
    assert item.data is not None
    return item, documentation_of(item.data["doc"], given)


@pytest.mark.parametrize(
    ("text", "label", "part"),
    [
        ("‸", "COPY", "```dockerfile\nCOPY"),
        ("FROM a\nCOPY --‸", "--link", "--link"),
        ("FROM a\nRUN --network=x --‸", "--mount", "`--mount=type=TYPE,...`"),
        ("FROM a\nRUN --mount=type=‸", "cache", "--mount=type=cache"),
        ("FROM a\nRUN --mount=‸", "target", "`target=PATH`"),
        ("FROM $‸", "TARGETARCH", "ARG"),
        ("ARG V=1.2\nFROM a:$‸", "V", "ARG V=1.2"),
        ("FROM a\nENV A=1 \\\n  B=2\nRUN echo $‸", "B", "ENV B=2"),
        ("FROM a:1 AS one\nUSER me\nFROM b\nCOPY --from=‸", "one", "FROM a:1 AS one"),
        ("FROM a:1 AS one\nUSER me\nFROM b\nCOPY --from=‸", "one", "User: `me`"),
        ("# ‸\n", "escape=", "`# escape="),
        ("# buildsecbot: ignore=‸\nRUN sudo x", "sudo-used", "hadolint/DL3004"),
        ("# hadolint ignore=‸\nRUN sudo x", "DL3004", "sudo-used"),
        ("FROM pyth‸", "python", "`3.14`"),
    ],
)
def test_documentation(text: str, label: str, part: str) -> None:
    assert part in _proposal(text, label)[1]


def test_no_credential_is_shown() -> None:
    item, text = _proposal(f"FROM a\nENV GITHUB_TOKEN={SECRET}\nRUN echo $‸", "GITHUB_TOKEN")
    assert "GITHUB_TOKEN" in text
    assert SECRET not in text + item.detail


@pytest.mark.parametrize(
    "doc",
    [
        [],
        ["nothing"],
        ["instruction"],
        ["instruction", "NOPE"],
        ["flag", "COPY"],
        ["flag", "COPY", []],
        ["variable", "A", "x"],
        ["rule", "no-such-rule"],
        ["rule", {}],
        ["image", 3],
        ["stage", None],
        [[]],
        [{}],
    ],
)
def test_what_is_not_known_has_none(doc: list[object]) -> None:
    given, _ = opened("FROM a\nENV A=1\n")
    assert documentation_of(doc, given) == documentation_of(doc, None) == ""
