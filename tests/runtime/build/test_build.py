"""Builds on a real engine, by all drivers."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.build import STAGING, build
from analyzer.runtime.engine.connection import Engine, connect
from analyzer.runtime.events import Event
from analyzer.runtime.failure import Failure, OperationError
from analyzer.runtime.recovery.retry import Policy
from analyzer.runtime.requests import BuildRequest, Judging
from analyzer.runtime.result import Result

pytestmark = pytest.mark.engine
DRIVERS = ("buildx", "buildkit", "classic")


@dataclass
class Bench:
    """A folder to build in, the engine, and what was heard."""

    folder: Path
    engine: Engine
    events: list[Event]

    def write(self, dockerfile: str, **files: str | bytes) -> None:
        (self.folder / "Dockerfile").write_text(dockerfile)
        for name, content in files.items():
            (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def request(self, **given: Any) -> BuildRequest:
        made = BuildRequest(context=str(self.folder), network="none", judging=Judging(fail_on="never", isolated=True))
        return replace(made, **given)

    def build(self, **given: Any) -> Result:
        self.events.clear()
        return build(self.request(**given), listen=self.events.append)

    def output(self) -> list[str]:
        return [event.message for event in self.events if event.kind == "output"]

    def id(self, name: str) -> str | None:
        found = self.engine.api.images(name)
        return str(found[0]["Id"]) if found else None

    def staged(self) -> list[str]:
        return [tag for image in self.engine.api.images() for tag in image["RepoTags"] or [] if tag.startswith(STAGING)]

    def runs(self, image: str, *command: str) -> str:
        """What a command in an image prints."""
        config = self.engine.api.create_host_config(network_mode="none")
        container = self.engine.api.create_container(image, list(command), host_config=config)["Id"]
        try:
            self.engine.api.start(container)
            self.engine.api.wait(container)
            said: bytes = self.engine.api.logs(container)
            return said.decode("utf-8", "surrogateescape")
        finally:
            self.engine.api.remove_container(container, force=True)


@pytest.fixture
def bench(engine_host: str, tmp_path: Path) -> Any:
    folder = tmp_path / "context"
    folder.mkdir()
    with connect() as engine:
        made = Bench(folder, engine, [])
        yield made
        assert not made.staged(), "a staging name is left"


NO_NAME = 'echo "curl: (6) Could not resolve host: host.example" >&2'


def new(name: str = "t") -> str:
    return f"buildsecbot-test/{name}:{uuid.uuid4().hex}"


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_build_and_the_same_once_more(bench: Bench, driver: str) -> None:
    bench.write("FROM base:bb\nCOPY a /a\nENV X=1\nRUN cat /a && echo said-by-run\n", a=uuid.uuid4().hex + "\n")
    tags = (new(), new("other"))
    cold = bench.build(tags=tags, driver=driver)
    assert (cold.status, cold.error) == ("succeeded", None)
    assert cold.driver == driver
    assert cold.cache is not None
    assert cold.cache.ratio == 0.0
    assert "said-by-run" in bench.output()
    assert {bench.id(tag) for tag in tags} == {cold.image_id}
    assert [stage.status for stage in cold.stages] == ["succeeded"] * 4
    done = [event.done for event in bench.events]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)
    warm = bench.build(tags=tags, driver=driver)
    assert warm.cache is not None
    assert (warm.cache.ratio, warm.image_id) == (1.0, cold.image_id)
    fresh = bench.build(tags=tags, driver=driver, no_cache=True)
    assert fresh.cache is not None
    assert fresh.cache.hits == 0


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_argument_reaches_the_engine(bench: Bench, driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FROM_ENVIRONMENT", "given")
    bench.write(
        "ARG BASE\nFROM $BASE AS one\nARG WORD FROM_ENVIRONMENT PATHS\nARG MISSING=unset\n"
        "RUN echo $WORD-$FROM_ENVIRONMENT-$PATHS-$MISSING > /words\nFROM one\nRUN false\n"
    )
    result = bench.build(
        tags=(tag := new(),),
        driver=driver,
        target="one",
        labels=(("k", "v=w"), ("-x", "--y")),
        platforms=("linux/amd64",) if os.uname().machine == "x86_64" else (),
        build_args=(("BASE", "base:bb"), ("WORD", "-w"), ("PATHS", "/p"), ("FROM_ENVIRONMENT", None), ("MISSING", None)),
    )
    assert result.error is None
    assert bench.runs(tag, "cat", "/words") == "-w-given-/p-unset\n"
    labels = bench.engine.api.inspect_image(tag)["Config"]["Labels"]
    assert (labels["k"], labels["-x"]) == ("v=w", "--y")


def test_further_contexts_and_caches(bench: Bench, tmp_path: Path) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "file").write_text("of another context")
    bench.write("FROM base:bb\nCOPY --from=more /file /file\n")
    result = bench.build(tags=(tag := new(),), build_contexts=(("more", str(extra)),))
    assert (result.error, result.driver) == (None, "buildx")
    assert bench.runs(tag, "cat", "/file") == "of another context"
    bench.write("FROM base:bb\nRUN true\n")
    for driver in ("buildx", "buildkit"):
        inline = bench.build(tags=(tag := new(),), driver=driver, cache_to=("type=inline",), cache_from=(tag,))
        assert inline.error is None


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_build_that_fails_moves_no_name(bench: Bench, driver: str) -> None:
    bench.write("FROM base:bb\nRUN true\n")
    tag = new()
    before = bench.build(tags=(tag,), driver=driver).image_id
    bench.write("FROM base:bb\nRUN echo here-it-comes; echo some-trouble >&2; exit 3\n")
    result = bench.build(tags=(tag,), driver=driver)
    assert (result.status, result.driver) == ("failed", driver)
    assert result.error is not None
    assert result.error.stage == "build"
    assert (result.error.code, result.error.line) == ("wrapper-nonzero", 2)
    assert "some-trouble" in result.error.evidence
    assert {"here-it-comes", "some-trouble"} <= set(bench.output())
    assert bench.id(tag) == before
    assert result.image_id is None


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_build_without_names(bench: Bench, driver: str) -> None:
    bench.write("FROM base:bb\nCOPY a /a\n", a=uuid.uuid4().hex)
    result = bench.build(driver=driver)
    assert result.error is None
    assert result.image_id is not None
    assert bench.engine.api.inspect_image(result.image_id)["RepoTags"] == []


@pytest.mark.parametrize(
    ("driver", "fails", "status"), [("buildx", 1, "succeeded"), ("buildkit", 1, "succeeded"), ("buildx", 9, "failed")]
)
def test_what_may_pass_is_tried_again(
    bench: Bench, driver: str, fails: int, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.runtime.build.PATIENCE", Policy(attempts=3, base=0.0))
    marker = uuid.uuid4().hex
    step = f'echo >> /m/{marker}; if [ "$(cat /m/{marker} | wc -l)" -le {fails} ]; then {NO_NAME}; exit 1; fi; echo done'
    bench.write(f"FROM base:bb\nRUN --mount=type=cache,target=/m {step}\n")
    result = bench.build(tags=(new(),), driver=driver)
    assert result.status == status
    assert result.retries == min(fails, 2)
    assert sum(event.kind == "retry" for event in bench.events) == result.retries
    if result.error is not None:
        assert (result.error.category, result.error.attempts, result.error.line) == ("network_dns", 3, 2)


HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ "
    "\x1b]52;c;cm0=\x07clip \u202ebidi \x9b2J\x85c1 \x1b[2J"
)


@pytest.mark.parametrize("driver", DRIVERS)
def test_nothing_a_build_prints_steers_a_terminal(bench: Bench, driver: str) -> None:
    bench.write(
        "FROM base:bb\nCOPY hostile /hostile\nRUN cat /hostile; cat /hostile >&2; exit 9\n", hostile=HOSTILE + uuid.uuid4().hex
    )
    result = bench.build(tags=(new(),), driver=driver)
    assert any("red link" in line for line in bench.output())
    shown = [event.message for event in bench.events] + list(result.error.evidence if result.error else ())
    assert all(char.isprintable() for text in shown for char in text if char != "\n")
    assert all(part not in text for text in shown for part in ("evil.example", "cm0="))


SECRET = 'hunter2/"s3&<cr>et'


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("fails", [False, True])
def test_no_secret_build_argument_is_shown(bench: Bench, driver: str, *, fails: bool) -> None:
    end = "exit 7" if fails else "true"
    bench.write(f'FROM base:bb\nARG API_TOKEN URL\nRUN echo "the token is $API_TOKEN at $URL"; {end} # {uuid.uuid4().hex}\n')
    given = (("API_TOKEN", SECRET), ("URL", "https://user:pa55-word@host.example/x"))
    result = bench.build(tags=(new(),), driver=driver, build_args=given)
    assert result.status == ("failed" if fails else "succeeded")
    everything = json.dumps([result.as_dict(), [event.as_dict() for event in bench.events]], ensure_ascii=False)
    assert "the token is" in everything
    for part in ("hunter2", "s3&", "pa55-word"):
        assert part not in everything


def test_a_mounted_secret_is_not_shown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_ENVIRONMENT", "env-" + SECRET)
    (bench.folder / "key").write_text(f"file-{SECRET}\nsecond-{SECRET}\n")
    mounts = "--mount=type=secret,id=file --mount=type=secret,id=env"
    bench.write(f"FROM base:bb\nRUN {mounts} cat /run/secrets/file /run/secrets/env && echo seen {uuid.uuid4().hex}\n")
    secrets = (f"id=file,src={bench.folder}/key", "id=env,env=OF_ENVIRONMENT")
    result = bench.build(tags=(new(),), driver="auto", secrets=secrets)
    assert result.driver == "buildx"
    assert result.error is None
    text = json.dumps([event.as_dict() for event in bench.events])
    assert "seen" in text
    assert "hunter2" not in text


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "secrets over the API": ({"driver": "buildkit", "secrets": ("id=x,env=HOME",)}, "no session"),
    "secrets in the classic builder": ({"driver": "classic", "secrets": ("id=x,env=HOME",)}, "no session"),
    "ssh over the API": ({"driver": "buildkit", "ssh": ("default",)}, "no session"),
    "contexts over the API": ({"driver": "classic", "build_contexts": (("a", "docker-image://b"),)}, "build contexts"),
    "several platforms": ({"driver": "auto", "platforms": ("linux/amd64", "linux/arm64")}, "one platform"),
    "a cache to a folder": ({"driver": "buildkit", "cache_to": ("type=local,dest=x",)}, "cache"),
    "a cache from a folder": ({"driver": "classic", "cache_from": ("type=local,src=x",)}, "cache"),
    "a network of BuildKit": ({"driver": "buildx", "network": "mine"}, "no network mine"),
    "a tag with a dash": ({"tags": ("-rf",)}, "reference"),
    "a tag in capitals": ({"tags": ("Name:x",)}, "reference"),
    "an argument without a name": ({"build_args": (("", "x"),)}, "build argument"),
    "an argument with two": ({"build_args": (("A=B", "x"),)}, "build argument"),
    "a platform with an option": ({"platforms": ("--x",)}, "platform"),
    "a network with an option": ({"network": "--x"}, "network"),
    "a secret without an id": ({"secrets": ("src=x",)}, "secret"),
    "a secret file that is not there": ({"secrets": ("id=x,src=/not/there",)}, "/not/there"),
    "a NUL": ({"target": "a\0b"}, "NUL"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_refused_with_the_reason(bench: Bench, case: str) -> None:
    given, reason = REFUSED[case]
    bench.write("FROM base:bb\nRUN true\n")
    result = bench.build(**{"tags": (new(),), **given})
    assert result.status == "refused"
    assert result.error is not None
    assert reason in result.error.message


def test_here_documents_are_not_given_to_the_classic_builder(bench: Bench) -> None:
    bench.write("FROM base:bb\nRUN <<EOF\necho done > /done\nEOF\n")
    refused = bench.build(tags=(new(),), driver="classic")
    assert refused.error is not None
    assert "here-documents" in refused.error.message
    built = bench.build(tags=(tag := new(),))
    assert built.driver == "buildx"
    assert bench.runs(tag, "cat", "/done") == "done\n"


def test_without_the_plugin_the_next_driver_builds(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "empty"))
    monkeypatch.setenv("PATH", "/nowhere")
    bench.write("FROM base:bb\nRUN true\n")
    assert bench.build(tags=(new(),)).driver == "buildkit"
    refused = bench.build(tags=(new(),), driver="buildx")
    assert refused.error is not None
    assert "docker client" in refused.error.message
    assert bench.build(tags=(new(),), network="bridge").driver == "classic"


@pytest.mark.parametrize("driver", DRIVERS)
def test_the_context_arrives_as_it_is(bench: Bench, driver: str) -> None:
    bench.write("FROM base:bb\nCOPY . /c\n", plain="x", program="y")
    (bench.folder / "program").chmod(0o4750)
    os.link(bench.folder / "plain", bench.folder / "twin")
    (bench.folder / "link").symlink_to("/etc/passwd")
    Path(os.fsdecode(os.fsencode(bench.folder) + b"/\xff")).touch()
    (bench.folder / ("l" * 200)).mkdir()
    (bench.folder / ("l" * 200) / ("f" * 200)).write_text("deep")
    (bench.folder / ".dockerignore").write_text("Dockerfile\nleft\n")
    (bench.folder / "left").write_text("out")
    result = bench.build(tags=(tag := new(),), driver=driver)
    assert result.error is None
    listed = bench.runs(
        tag, "sh", "-c", "cd /c; stat -c '%n %a %u' * .dockerignore | cat -v; readlink link; cat l*/f*; cat twin"
    )
    lines = listed.split("\n")
    mode = "750" if driver == "classic" else "4750"  # it drops the bit by itself
    assert {f"program {mode} 0", "M-^? 644 0", ".dockerignore 644 0"} <= set(lines)
    assert lines[-1] == "deepx"
    assert lines[-2] == "/etc/passwd"
    assert not any(line.startswith("left") for line in lines)
    seen = any(line.startswith("Dockerfile ") for line in lines)
    assert seen == bool(result.details["notes"]) == (driver == "buildkit")


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_dockerfile_outside_of_the_context(bench: Bench, driver: str, tmp_path: Path) -> None:
    bench.write("FROM scratch\n", a="content")
    other = tmp_path / "-other.Dockerfile"
    other.write_text("FROM base:bb\nCOPY a /a\n")
    result = bench.build(tags=(tag := new(),), driver=driver, dockerfile=str(other))
    assert result.error is None
    assert bench.runs(tag, "cat", "/a") == "content"
    assert bool(result.details["notes"]) == (driver == "buildkit")


@pytest.mark.parametrize("name", ["-", "-x", "a b", "é.Dockerfile"])
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_dockerfile_of_any_name(bench: Bench, driver: str, name: str) -> None:
    (bench.folder / name).write_text("FROM base:bb\nRUN true\n")
    assert bench.build(tags=(new(),), driver=driver, dockerfile=str(bench.folder / name)).error is None


def test_a_frontend_that_cannot_be_had(bench: Bench) -> None:
    bench.write("# syntax=127.0.0.1:1/some/frontend:1\nFROM base:bb\nRUN true\n")
    for driver in ("buildx", "buildkit"):
        result = bench.build(tags=(new(),), driver=driver)
        assert result.error is not None
        assert "127.0.0.1:1/some/frontend" in " ".join((result.error.message, *result.error.evidence))


def test_links_to_context_and_dockerfile(bench: Bench, tmp_path: Path) -> None:
    bench.write("FROM base:bb\nCOPY a /a\n", a="x")
    (tmp_path / "link").symlink_to(bench.folder)
    assert bench.build(tags=(new(),), context=str(tmp_path / "link")).error is None
    (bench.folder / "Linked").symlink_to("Dockerfile")
    assert bench.build(tags=(new(),), dockerfile=str(bench.folder / "Linked")).error is None
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "Dockerfile").write_text("FROM base:bb\n")
    (bench.folder / "Out").symlink_to(outside / "Dockerfile")
    refused = bench.build(tags=(new(),), dockerfile=str(bench.folder / "Out"))
    assert refused.error is not None
    assert refused.error.code == "dockerfile-outside"


@pytest.mark.parametrize("driver", DRIVERS)
def test_what_is_edited_after_the_check_is_not_built(bench: Bench, driver: str) -> None:
    from analyzer.runtime.gate import examine

    bench.write("FROM base:bb\nRUN echo checked > /which\n")

    def check(*given: Any) -> Any:
        checked = examine(*given)
        bench.write("FROM base:bb\nRUN echo edited > /which\n")
        return checked

    result = build(bench.request(tags=(tag := new(),), driver=driver), check=check)
    assert result.error is None
    assert bench.runs(tag, "cat", "/which") == "checked\n"


def test_findings_stop_it_before_the_engine_is_asked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("FROM base\nRUN cd /x\n")
    monkeypatch.setenv("DOCKER_HOST", "unix:///not/there.sock")
    judging = Judging(fail_on="style", isolated=True)
    refused = bench.build(tags=(new(),), judging=judging)
    assert refused.status == "refused"
    assert refused.error is not None
    assert refused.error.category == "findings"
    forced = bench.build(tags=(new(),), judging=judging, force=True)
    assert forced.overridden == ["findings"]
    assert forced.error is not None
    assert forced.error.code == "daemon-unreachable"


def test_a_name_that_cannot_be_given_moves_none(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("FROM base:bb\nRUN true\n")
    first, second = new(), new()
    before = bench.build(tags=(first,)).image_id
    bench.write("FROM base:bb\nRUN echo other\n")
    from analyzer.runtime.engine import images

    given: Callable[..., None] = images._give

    def fails(engine: Engine, image: str, name: str, operation: Any) -> None:
        if name == second:  # an engine that fails in the middle, made up here
            raise OperationError(Failure("engine-refuses", "unknown", "verify", "no"))
        given(engine, image, name, operation)

    monkeypatch.setattr(images, "_give", fails)
    result = bench.build(tags=(first, second))
    assert result.status == "failed"
    assert (bench.id(first), bench.id(second)) == (before, None)
