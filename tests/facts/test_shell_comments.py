"""The shell that a comment of hadolint's names."""

from __future__ import annotations

import pytest

from analyzer import check

SHELLS = [
    ("FROM a\n# hadolint shell=powershell\nRUN Get-Process x | Stop-Process\n", False),
    ("FROM a\n# hadolint shell=/bin/bash -o pipefail -c\nRUN a | b\n", False),
    ("FROM a\nRUN a | b\n# hadolint shell=powershell\nRUN c\n", True),
    ("# hadolint shell=powershell\nFROM a\nRUN a | b\n", True),
    ('FROM a\n# hadolint shell=powershell\nRUN x\nSHELL ["/bin/bash", "-c"]\nRUN a | b\n', True),
    ('FROM a\nSHELL ["/bin/bash", "-c"]\n# hadolint shell=powershell # why\nRUN a | b\n', False),
    ("FROM a AS b\n# hadolint shell=powershell\nRUN x\nFROM b\nRUN a | b\n", False),
    ("FROM a AS b\n# hadolint shell=powershell\nRUN x\nFROM c\nRUN a | b\n", True),
    ("# hadolint shell=powershell\nRUN a | b\n", False),
]


@pytest.mark.parametrize(("text", "fires"), SHELLS)
def test_hadolints_comment_about_the_shell(text: str, fires: bool) -> None:
    rules = [each.rule for each in check(text, select=["pipefail-missing"], ignore=["parse-error"])]
    assert rules == (["pipefail-missing"] if fires else [])
