"""Rules of a user: found in folders and packages, joined with the built-in ones, and kept compiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import jsoncache
from analyzer.lint.check import check_source
from analyzer.lint.selection import select_rules
from analyzer.rules import load, usercache
from analyzer.rules.errors import RuleErrors
from analyzer.rules.package import rules_folder
from analyzer.rules.scaffold import scaffold
from analyzer.rules.users import user_rules
from analyzer.source.text import Source

DOCKERFILE = "FROM alpine:3.20\nRUN curl https://example.org\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "buildsecbot" / "rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one rule."""
    path = tmp_path / "mine"
    path.mkdir()
    (path / "no-curl.yaml").write_text(scaffold("no-curl", "security"), encoding="utf-8")
    return path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was compiled from sources."""
    calls: list[list[str]] = []
    compile_rules = load.compile_rules

    def noted(paths: list[str], taken: object = ()) -> object:
        calls.append(paths)
        return compile_rules(paths, taken)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "compile_rules", noted)
    return calls


def found(*sources: str) -> list[str]:
    selection = select_rules(sources=sources)
    return [finding.rule for finding in check_source(Source(DOCKERFILE), selection)]


def test_they_are_in_force_beside_the_recommended_ones(folder: Path) -> None:
    selection = select_rules(sources=[str(folder)])
    assert {"no-curl", "parse-error", "base-image-latest"} <= selection.enabled
    assert found(str(folder)) == ["no-curl"]
    assert select_rules(["pin-apt"], sources=[str(folder)]).enabled == {"pin-apt", "parse-error"}
    assert "no-curl" in select_rules(["security"], sources=[str(folder)]).enabled
    assert "no-curl" not in select_rules(ignore=["no-curl"], sources=[str(folder)]).enabled


def test_several_sources(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(scaffold("no-curl-either", "style"), encoding="utf-8")
    assert found(str(folder), str(other)) == ["no-curl", "no-curl-either"]


def test_a_rule_that_is_off_is_never_in_force(folder: Path) -> None:
    file = folder / "no-curl.yaml"
    file.write_text(file.read_text().replace("severity: warning", "severity: off"))
    assert "no-curl" not in select_rules(["ALL"], sources=[str(folder)]).enabled


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("x.yaml", "id: no-curl", "id: pin-apt", (4, 5, "R313")),
        ("x.yaml", "category:", "aliases: [pin-apt]\ncategory:", (7, 11, "R313")),
        ("x.yaml", "command: curl", "comand: curl", (17, 3, "R101")),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    folder: Path, name: str, old: str, new: str, place: tuple[int, int, str]
) -> None:
    (folder / name).write_text(scaffold("no-curl", "security").replace(old, new), encoding="utf-8")
    (folder / "no-curl.yaml").unlink()
    with pytest.raises(RuleErrors) as caught:
        user_rules([str(folder)])
    problem = caught.value.problems[0]
    assert (problem.mark.path, problem.mark.line, problem.mark.column, problem.code) == (str(folder / name), *place)


def test_a_profile_does_not_take_the_place_of_a_built_in_one(folder: Path) -> None:
    (folder / "profiles").mkdir()
    (folder / "profiles" / "recommended.yaml").write_text("docs: mine\nrules: [no-curl]\n")
    with pytest.raises(RuleErrors, match="R317"):
        user_rules([str(folder)])


def test_missing_sources() -> None:
    for source in ("/nowhere/rules", "package:no_such_package_anywhere", "package:no/such"):
        with pytest.raises(RuleErrors, match="R010"):
            user_rules([source])


class TestCache:
    def test_a_second_run_compiles_nothing(self, folder: Path, compiled: list[list[str]], cache: Path) -> None:
        first, second = user_rules([str(folder)]), user_rules([str(folder)])
        assert len(compiled) == 1
        assert [(rule.id, rule.plan, rule.examples, rule.docs) for rule in first.rules] == [
            (rule.id, rule.plan, rule.examples, rule.docs) for rule in second.rules
        ]
        (file,) = cache.iterdir()
        assert file.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize("change", ["content", "new file", "name", "data"])
    def test_a_change_is_noticed(self, folder: Path, compiled: list[list[str]], change: str) -> None:
        user_rules([str(folder)])
        file = folder / "no-curl.yaml"
        if change == "content":
            status = file.stat()
            file.write_text(file.read_text().replace("severity: warning", "severity: info   "))
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # times say nothing
        elif change == "new file":
            (folder / "more.yaml").write_text(scaffold("more", "style"))
        elif change == "name":
            file.rename(folder / "other.yaml")
        else:
            (folder / "data").mkdir()
            (folder / "data" / "words.yaml").write_text("[a, b]\n")
        user_rules([str(folder)])
        assert len(compiled) == 2

    def test_touching_changes_nothing(self, folder: Path, compiled: list[list[str]]) -> None:
        user_rules([str(folder)])
        os.utime(folder / "no-curl.yaml", (1, 1))
        user_rules([str(folder)])
        assert len(compiled) == 1

    def damages(self, good: bytes) -> Iterator[bytes]:
        head, key, digest, plan = good.split(b"\n", 3)
        yield b""
        yield b"nonsense"
        yield good[:-1]
        yield good[: len(good) // 2]
        yield b"\n".join((head, key, digest, plan.replace(b"warning", b"error  ")))
        yield b"\n".join((b"buildsecbot rules 0", key, digest, plan))
        yield b"\n".join((head, b"0" * 64, digest, plan))
        for content in (b"[]", b"1", b"[[1],[],{}]", b"{", b"[" * 100_000, b"[[],[],[]]", b"\x80\x04K\x01.", b'[["x"],[],{}]'):
            yield b"\n".join((head, key, jsoncache._digest(content), content))

    def test_what_is_damaged_or_foreign_counts_for_nothing(self, folder: Path, compiled: list[list[str]], cache: Path) -> None:
        user_rules([str(folder)])
        (file,) = cache.iterdir()
        good = file.read_bytes()
        for number, content in enumerate(self.damages(good), 2):
            file.write_bytes(content)
            assert [rule.severity for rule in user_rules([str(folder)]).rules] == ["warning"]
            assert len(compiled) == number
            assert file.read_bytes() == good  # kept anew

    @pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
    def test_a_file_that_others_can_write_or_a_link_counts_for_nothing(
        self, folder: Path, compiled: list[list[str]], cache: Path, tmp_path: Path
    ) -> None:
        user_rules([str(folder)])
        (file,) = cache.iterdir()
        file.chmod(0o666)
        user_rules([str(folder)])
        assert len(compiled) == 2
        elsewhere = tmp_path / "elsewhere"
        file.rename(elsewhere)
        file.symlink_to(elsewhere)
        user_rules([str(folder)])
        assert len(compiled) == 3
        file.unlink()
        os.mkfifo(file)
        user_rules([str(folder)])
        assert len(compiled) == 4

    def test_nothing_is_executed(self, folder: Path, cache: Path, tmp_path: Path) -> None:
        """A pickle that would leave a trace."""
        user_rules([str(folder)])
        (file,) = cache.iterdir()
        head, key, _, _ = file.read_bytes().split(b"\n", 3)
        evil = b"cos\nsystem\n(S'touch " + str(tmp_path / "trace").encode() + b"'\ntR."
        file.write_bytes(b"\n".join((head, key, jsoncache._digest(evil), evil)))
        assert len(user_rules([str(folder)]).rules) == 1
        assert not (tmp_path / "trace").exists()

    def test_a_folder_that_cannot_be_made_is_no_matter(self, folder: Path, cache: Path, compiled: list[list[str]]) -> None:
        cache.parent.parent.mkdir(parents=True, exist_ok=True)
        cache.parent.write_text("in the way")
        assert len(user_rules([str(folder)]).rules) == len(user_rules([str(folder)]).rules) == 1
        assert len(compiled) == 2

    def test_rules_that_are_refused_are_not_kept(self, folder: Path, cache: Path) -> None:
        (folder / "x.yaml").write_text("a: b\n")
        with pytest.raises(RuleErrors):
            user_rules([str(folder)])
        assert not cache.exists() or not list(cache.iterdir())

    def test_old_files_go(self, folder: Path, cache: Path) -> None:
        cache.mkdir(parents=True)
        for number in range(50):
            (cache / f"{number}.json").write_text("x")
            os.utime(cache / f"{number}.json", (number, number))
        user_rules([str(folder)])
        assert len(list(cache.iterdir())) == usercache.CACHE.most

    def test_runs_at_the_same_time(self, folder: Path, cache: Path) -> None:
        results: list[int] = []

        def run() -> None:
            for _ in range(5):
                results.append(len(user_rules([str(folder)]).rules))
                for file in cache.iterdir():
                    file.unlink(missing_ok=True)

        threads = [threading.Thread(target=run) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [1] * 30


class TestPackage:
    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A package that says so if it is imported, and the record of its installation under another name."""
        site = tmp_path / "site"
        package = site / "acme_rules"
        (package / "rules").mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemError('imported')\n")
        (package / "rules" / "no-curl.yaml").write_text(scaffold("no-curl", "security"), encoding="utf-8")
        record = site / "acme_docker_policy-1.0.dist-info"
        record.mkdir()
        (record / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-docker-policy\nVersion: 1.0\n")
        (record / "RECORD").write_text("acme_rules/__init__.py,,\nacme_rules/rules/no-curl.yaml,,\n")
        monkeypatch.syspath_prepend(str(site))
        return site

    @pytest.mark.parametrize("name", ["acme_rules", "acme-docker-policy"])
    def test_it_is_read_and_not_imported(self, site: Path, name: str) -> None:
        assert rules_folder(name) == str(site / "acme_rules" / "rules")
        assert found(f"package:{name}") == ["no-curl"]
        assert "acme_rules" not in sys.modules

    def test_without_a_folder_for_rules_its_own_is_read(self, site: Path) -> None:
        package = site / "acme_rules"
        (package / "rules" / "no-curl.yaml").rename(package / "no-curl.yaml")
        (package / "rules").rmdir()
        assert rules_folder("acme_rules") == str(package)

    @pytest.mark.parametrize("name", ["json.decoder", "sys", "", ".", "..", "os"])
    def test_what_is_no_package(self, name: str) -> None:
        with pytest.raises(RuleErrors, match="R010"):
            rules_folder(name)


def test_a_run_with_kept_rules_reads_no_yaml(folder: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    (folder / "Dockerfile").write_text(DOCKERFILE)
    program = (
        "import json, sys; from analyzer.cli.main import main;"
        "main(['check', '--format', 'json', '--rules', sys.argv[1], sys.argv[1] + '/Dockerfile']);"
        "print(json.dumps(sorted({'yaml', 'lark', 'pickle', 'analyzer.facts.schema'} & set(sys.modules))))"
    )
    environment = {**os.environ, "PYTHONPATH": str(root)}
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program, str(folder)], env=environment, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert json.loads(outputs[1].stdout.splitlines()[-1]) == []
    assert '"no-curl"' in outputs[1].stdout
