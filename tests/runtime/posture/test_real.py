"""An image that a real engine has built, with what is planted in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from analyzer.runtime.build import build
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import BuildRequest, Judging, ScanRequest
from analyzer.runtime.scanning import judged, load, look
from tests.runtime.advisories.osv import advisory, affected, snapshot
from tests.runtime.posture.test_view import KEY

pytestmark = pytest.mark.engine

DOCKERFILE = """\
FROM base:bb
ENV API_TOKEN=q7Rk2PzW9xLm4TsVb8Nc
COPY os-release installed key /planted/
RUN mkdir -p /etc /lib/apk/db && cp /planted/os-release /etc/ && cp /planted/installed /lib/apk/db/
RUN rm /planted/key
RUN cp /bin/busybox /bin/planted && chmod 4755 /bin/planted
EXPOSE 22
"""
OS_RELEASE = "ID=alpine\nVERSION_ID=3.20.3\n"
INSTALLED = "P:musl\nV:1.2.4_git20230717-r4\nA:x86_64\no:musl\n\n"


@pytest.mark.parametrize("driver", ["buildkit", "classic"])
def test_what_is_planted_is_found_in_the_layer_of_its_line(driver: str, engine_host: str, tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    for name, text in {"Dockerfile": DOCKERFILE, "os-release": OS_RELEASE, "installed": INSTALLED, "key": KEY}.items():
        (context / name).write_text(text)
    tag = f"posture-{driver}:planted"
    built = build(BuildRequest(str(context), tags=(tag,), driver=driver, network="host", judging=Judging(fail_on="never")))
    assert built.succeeded, built.error
    part = affected("Alpine:v3.20", "musl", {"introduced": "0"}, {"fixed": "1.2.4_git20230717-r5"})
    folder = snapshot(tmp_path / "osv", [advisory("ALPINE-CVE-2025-26519", part, upstream=["CVE-2025-26519"])])
    dockerfile = str(context / "Dockerfile")
    request = ScanRequest(tag, dockerfile=dockerfile, advisories=folder, oldest_database=None, judging=Judging(fail_on="never"))
    operation = Operation("scan")
    with operation.stage("load"):
        loaded = load(tag, operation, str(tmp_path), judged(request))
    with operation.stage("scan"):
        found = look(loaded, request, operation)
    assert found.assessed == dict.fromkeys(found.assessed, "")
    assert [(one.path, one.secret, one.removed, one.line) for one in found.files if one.secret] == [
        ("/planted/key", "private-key", True, 3)
    ]
    assert [(one.path, one.line) for one in found.files if one.setuid] == [("/bin/planted", 6)]
    assert [(one.name, one.line) for one in found.packages] == [("musl", 4)]
    assert [(one.id, one.fixed, one.package.line) for one in found.vulnerabilities] == [
        ("CVE-2025-26519", "1.2.4_git20230717-r5", 4)
    ]
    assert {(one.kind, one.name, one.id) for one in found.accounts} >= {("user", "app", 1000), ("group", "root", 0)}
    issues = {issue.id for issue in found.issues}
    assert issues >= {"final-user-missing", "healthcheck-missing", "expose-ssh", "secret-in-env-name", "setuid-not-stripped"}
    assert "q7Rk2PzW9xLm4TsVb8Nc" not in str(asdict(found))
