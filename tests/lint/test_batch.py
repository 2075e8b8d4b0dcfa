"""Runs over many files: several processes and the cache change nothing but the time."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analyzer.cli.judging import Recipe
from analyzer.cli.main import main
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING
from analyzer.lint import cache as results
from analyzer.lint import parallel
from analyzer.lint.batch import check_batch
from analyzer.lint.discovery import Target
from analyzer.lint.run import Policy, check_targets

TEXTS = [
    "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
    "FROM alpine:3.20\nMAINTAINER me\n",
    "FROM alpine:3.20\nUSER 1\n",
    "FRUM x\n",
    "FROM alpine:3.20\nENV DB_PASSWORD=c0rrect-h0rse-battery\nRUN psql --password=c0rrect-h0rse-battery me\n",
    "FROM é😀\n# buildsecbot: ignore=maintainer-deprecated -- so it is\nMAINTAINER me\n",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for number in range(60):
        (work / f"Dockerfile.{number:02}").write_text(TEXTS[number % len(TEXTS)].replace("me", f"me{number}"), encoding="utf-8")
    (work / "Dockerfile.unreadable").mkdir()
    return work


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", "--isolated", *words])
    output = capsys.readouterr()
    return code, output.out, output.err


@pytest.mark.parametrize("form", ["json", "text", "sarif"])
def test_processes_and_cache_do_not_change_a_byte(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    alone = run(capsys, "--no-cache", "--jobs", "1", "--format", form)
    assert alone[0] == 1
    assert run(capsys, "--no-cache", "--jobs", "3", "--format", form) == alone
    assert run(capsys, "--format", form) == alone, "filling the cache"
    assert run(capsys, "--format", form) == alone, "from the cache"


def kept(folder: Path) -> list[Path]:
    return sorted((folder.parent / "cache" / "buildsecbot" / "results").glob("*"))


class TestCache:
    def test_a_file_that_has_changed_is_judged_again(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = run(capsys, "--format", "gnu")[1]
        (folder / "Dockerfile.02").write_text("FROM alpine:3.20\nMAINTAINER him\n")
        after = run(capsys, "--format", "gnu")[1]
        assert "Dockerfile.02:2" in after
        assert "Dockerfile.02" not in before

    @pytest.mark.parametrize(
        "words",
        [
            ["--select", "ALL"],
            ["--ignore", "maintainer-deprecated"],
            ["--build-arg", "A=b"],
            ["--config", "c.yaml"],
            ["--profile", "strict"],
        ],
    )
    def test_each_way_of_judging_has_results_of_its_own(
        self, words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "c.yaml").write_text("severity: {maintainer-deprecated: error}\nsettings: {DL3026: {allowed: [ghcr.io]}}\n")
        run(capsys)
        expected = run(capsys, "--no-cache", *words)
        assert run(capsys, *words) == expected
        assert run(capsys, *words) == expected

    def test_the_day_counts(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        run(capsys)
        one = len(kept(folder))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1890000000")
        run(capsys)
        assert len(kept(folder)) == one + 1

    def test_nothing_is_kept_where_more_than_the_text_counts(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(capsys, "--context", ".")
        assert kept(folder) == []
        run(capsys, "--no-cache")
        assert kept(folder) == []

    def test_what_is_damaged_or_hostile_counts_for_nothing(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        expected = run(capsys, "--format", "json")
        (file,) = kept(folder)
        head, key, _, data = file.read_bytes().split(b"\n", 3)
        from analyzer.digest import sha256_hex

        for content in (
            b"[]",
            b"{}",
            b"1",
            data.replace(b'"maintainer', b'["maintainer'),
            data.replace(b"[[", b"[[["),
            data[:99],
        ):
            file.write_bytes(b"\n".join((head, key, sha256_hex(content).encode(), content)))
            assert run(capsys, "--format", "json") == expected
        kept_lists = {digest: [["x"], 1, {}] for digest in json.loads(data)}
        content = json.dumps(kept_lists).encode()
        file.write_bytes(b"\n".join((head, key, sha256_hex(content).encode(), content)))
        assert run(capsys, "--format", "json") == expected

    def test_a_file_that_changes_while_it_is_judged(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What is kept under a content is what was found in it, and not in what took its place meanwhile."""
        before, after = "FROM alpine:3.20\nMAINTAINER me\n", "FROM alpine:3.20\nUSER 1\n"
        (folder / "Dockerfile.00").write_text(before)
        policies = Policies(Layer({}), NOTHING, search=False)

        def policy_of(path: str) -> Policy:
            if path == "Dockerfile.39":  # by now the first one is read
                (folder / "Dockerfile.00").write_text(after)
            return policies.of(path)

        def rules(policy: Callable[[str], Policy]) -> list[str]:
            targets = [Target(f"Dockerfile.{number:02}") for number in range(40)]
            judged = list(check_batch(targets, policy, cache=results.ResultCache("2026-01-01")))
            return [finding.rule for finding in judged[0].findings]

        assert "maintainer-deprecated" in rules(policy_of)
        assert "maintainer-deprecated" not in rules(policies.of)
        (folder / "Dockerfile.00").write_text(before)
        assert "maintainer-deprecated" in rules(policies.of)

    def test_runs_at_the_same_time(self, folder: Path) -> None:
        targets = [Target(f"Dockerfile.{number:02}") for number in range(60)]
        found: list[int] = []

        def judge() -> None:
            for _ in range(3):
                cache = results.ResultCache("2026-01-01")
                policies = Policies(Layer({}), NOTHING, search=False)
                found.append(sum(len(result.findings) for result in check_batch(targets, policies.of, cache=cache)))

        threads = [threading.Thread(target=judge) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 12
        assert len(set(found)) == 1

    def test_a_few_files_are_not_worth_it(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(capsys, "Dockerfile.00", "Dockerfile.01")
        assert kept(folder) == []


class TestProcesses:
    def test_any_executor_will_do(self) -> None:
        recipe = Recipe(["--isolated"], fixes=False)
        targets = [Target(f"Dockerfile.{number:02}", named=True) for number in range(40)]
        policy_of = recipe()
        expected = [
            (result.path, result.error, [repr(finding) for finding in result.findings])
            for result in check_targets(targets, policy_of)
        ]
        with ThreadPoolExecutor(2) as executor:
            found = list(parallel.check_with(executor, targets, policy_of, recipe))
        assert [(result.path, result.error, [repr(finding) for finding in result.findings]) for result in found] == expected

    def test_a_mistake_in_the_configuration_is_told_once(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "c.yaml").write_text("ignroe: x\n")
        code, out, err = run(capsys, "--jobs", "2", "--config", "c.yaml")
        assert (code, out, err.count("C102")) == (2, "", 1)

    @pytest.mark.parametrize("given", ["x", "-1", "1.5", "", "9999"])
    def test_a_wrong_number(self, given: str, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = run(capsys, f"--jobs={given}")
        assert (code, "is no number of processes" in err) == (2, True)

    def test_processors(self) -> None:
        assert 1 <= parallel.processors() <= (os.cpu_count() or 1)
