"""What one file takes within a process, from its bytes to its findings, against the limits that were set for it.

    python -m pytest benchmarks/test_limits.py --benchmark-timer=time.process_time --benchmark-columns=min,median,max

The limit stands in the name of the group. None is asserted: a busy machine would fail them, and nobody else. Each round reads
another text, so that nothing kept of the one before helps. The collector of garbage is set as the command line sets it.
"""

from __future__ import annotations

import gc
from itertools import count
from typing import TYPE_CHECKING

import pytest

from analyzer.cli.main import GARBAGE
from analyzer.lint.check import check_source
from analyzer.lint.selection import select_rules
from analyzer.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture

    from analyzer.lint.selection import Selection

ROUNDS = 60
SIMPLE = """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && echo ROUND
COPY . .
USER 1000
CMD ["python", "-m", "app"]
"""
STAGE = """\
FROM debian:12-slim AS stage-NUMBER
ARG VERSION=1.NUMBER
ENV APP_HOME=/srv/app PATH=/srv/app/bin:$PATH
RUN apt-get update && apt-get install -y --no-install-recommends curl gcc libpq-dev && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL "https://downloads.example.com/tool-${VERSION}.tar.gz" -o /tmp/tool.tar.gz \\
    && echo "0123456789abcdef  /tmp/tool.tar.gz" | sha256sum -c - \\
    && tar -xzf /tmp/tool.tar.gz -C /opt && rm /tmp/tool.tar.gz && echo ROUND-NUMBER
WORKDIR $APP_HOME
COPY --chown=1000:1000 requirements.txt package.json ./
RUN if [ -f package.json ]; then npm ci --omit=dev; fi; pip install -r requirements.txt; echo ROUND-NUMBER
COPY . .
RUN --mount=type=cache,target=/root/.cache make build-NUMBER | tee ROUND.log
"""
COMPLEX = (
    "".join(STAGE.replace("NUMBER", str(number)) for number in range(8))
    + """\
FROM debian:12-slim
COPY --from=stage-7 /srv/app /srv/app
EXPOSE 8080
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
ENTRYPOINT ["/srv/app/bin/server"]
"""
)
FRAMEWORKS = ("cis-docker", "hipaa", "nist-800-190", "pci-dss", "soc2")


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(GARBAGE)
    yield
    gc.set_threshold(*usual)


def measure(benchmark: BenchmarkFixture, text: str, selection: Selection) -> None:
    numbers = count()

    def another() -> tuple[tuple[Source, Selection], dict[str, object]]:
        return (Source.from_bytes(text.replace("ROUND", f"r{next(numbers)}").encode()), selection), {}

    benchmark.pedantic(check_source, setup=another, rounds=ROUNDS, warmup_rounds=2)  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="simple file: 10 ms")
def test_simple(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, SIMPLE, select_rules())


@pytest.mark.benchmark(group="complex file of 100 lines: 50 ms")
def test_complex(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, COMPLEX, select_rules())


@pytest.mark.benchmark(group="complex file, rules for security: 20 ms")
def test_security(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, COMPLEX, select_rules(["security"]))


@pytest.mark.benchmark(group="complex file, rules for optimisation: 100 ms")
def test_optimization(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, COMPLEX, select_rules(["optimization"]))


@pytest.mark.benchmark(group="complex file, the rules of a framework: 30 ms")
@pytest.mark.parametrize("profile", FRAMEWORKS)
def test_framework(benchmark: BenchmarkFixture, profile: str) -> None:
    measure(benchmark, COMPLEX, select_rules(profile=profile))


@pytest.mark.benchmark(group="the cause of a failed build: 5 ms")
@pytest.mark.parametrize("lines", [50, 500])
def test_recovery(benchmark: BenchmarkFixture, lines: int) -> None:
    from analyzer.runtime.recovery.classify import classify
    from analyzer.runtime.recovery.table import builtin_table

    builtin_table()
    output = "".join(f"#5 {at}.0 Get:{at} http://deb.example.org bookworm/main amd64 lib{at} [12 kB]\n" for at in range(lines))
    log = (
        f"#4 [1/2] FROM debian:12\n#5 [2/2] RUN apt-get install -y curl\n{output}#5 9.0 E: Unable to locate package curl\n"
        '#5 ERROR: process "/bin/sh -c apt-get install -y curl" did not complete successfully: exit code: 100\n'
    )
    benchmark.pedantic(classify, (log,), rounds=ROUNDS, warmup_rounds=2)  # type: ignore[no-untyped-call]
