"""No secret leaves an operation."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from analyzer.runtime.events import Event
from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.operation import Operation
from analyzer.runtime.redaction import Redaction
from analyzer.runtime.result import Result, perform

SECRET = "Tr0ub4dor&3/x y"


@pytest.mark.parametrize(
    "text",
    [
        f"before {SECRET} after",
        f"GET /build?buildargs={quote(SECRET, safe='')}&t=x",
        f"GET /build?buildargs={quote(SECRET)}&t=x",
        f"words: {SECRET!r}",
        f"twice {SECRET}{SECRET}",
    ],
)
def test_a_known_secret_is_masked_in_every_form(text: str) -> None:
    secrets = Redaction()
    secrets.add([SECRET])
    shown = secrets.text(text)
    assert SECRET not in shown
    assert quote(SECRET, safe="") not in shown


def test_the_lines_of_a_secret_are_masked_one_by_one() -> None:
    secrets = Redaction()
    secrets.add(["-----BEGIN KEY-----\nc2VjcmV0LWxpbmU=\n-----END KEY-----\n"])
    assert "c2VjcmV0" not in secrets.text("#8 0.2 c2VjcmV0LWxpbmU=")


def test_a_short_value_does_not_mask_half_of_every_text() -> None:
    secrets = Redaction()
    secrets.add(["1", "on", ""])
    assert secrets.text("version 1.10 on line 1") == "version 1.10 on line 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "\\x1b]8;;http://x\\x07link\\x1b]8;;\\x07"),
        ("\x1b]52;c;ZXZpbA==\x07", "\\x1b]52;c;ZXZpbA==\\x07"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\x9b31mC1", "\\x9b31mC1"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert Redaction().text(text) == shown


def test_events_and_results_hold_no_secret() -> None:
    seen: list[Event] = []
    secrets = Redaction()
    secrets.add([SECRET])
    operation = Operation("tag", listen=seen.append, secrets=secrets)
    result = Result("tag", details={"note": f"it was {SECRET}", f"key {SECRET}": [SECRET]}, plan=[SECRET])

    def work() -> None:
        with operation.stage("inspect"):
            operation.output(f"echo {SECRET}")
            operation.progress(0.5, SECRET)
            operation.retrying(SECRET)
            failure = Failure("x", "unknown", "inspect", f"no {SECRET}", evidence=(SECRET,), remedies=(SECRET,), patch=SECRET)
            raise OperationError(failure)

    perform(operation, result, work)
    everything = json.dumps([result.as_dict(), *(event.as_dict() for event in seen)], ensure_ascii=False)
    assert SECRET not in everything
    assert "********" in everything
