"""No report shows a credential."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.cli.main import main

BODY = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF" * 2
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----"
LINES = [
    ("ENV DB_PASSWORD=hunter2222", "hunter2222"),
    ("ENV DB_PASSWORD hunter2222", "hunter2222"),
    ("ARG API_TOKEN=hunter2222", "hunter2222"),
    ("RUN cd /a && sudo mysql -u root -phunter2222 && apt-get update", "hunter2222"),
    ("RUN sudo curl -u bob:hunter2222 -o /a http://example.org/a", "hunter2222"),
    ("RUN sudo git clone https://bob:hunter2222@example.org/r", "hunter2222"),
    ("RUN sudo tool --name " + "x" * 70 + " --password hunter2222hunter2222", "hunter2"),
    ("USER hunter2222\nENV API_KEY=hunter2222", "hunter2222"),
    ("PASSWORD=hunter2222", "hunter2222"),
    ("COPY <<E /k\n" + KEY + "\nE", BODY[:16]),
]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("line", "secret"), LINES)
def test_reports_hold_no_credential(
    line: str, secret: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM alpine\n{line}\n", encoding="utf-8")
    main(["check", "--select", "ALL", "--format", form, str(path)])
    out = capsys.readouterr().out
    assert "Dockerfile" in out
    assert secret not in out


def test_the_mark_stays_under_what_it_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM alpine:3.20\nENV DB_PASSWORD=hunter2222\n", encoding="utf-8")
    main(["check", "--select", "secret-in-env-name", str(path)])
    lines = capsys.readouterr().out.splitlines()
    at = next(index for index, line in enumerate(lines) if "ENV DB_PASSWORD=" in line)
    assert lines[at] == "  2 | ENV DB_PASSWORD=hu********"
    assert lines[at + 1] == "    |     " + "^" * len("DB_PASSWORD=hunter2222")
