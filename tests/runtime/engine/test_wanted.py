"""What a build is handed on as: to buildx as a command line, to the API as parameters; and what of it is secret."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.runtime.context import Context
from analyzer.runtime.engine.api_build import cache_image
from analyzer.runtime.engine.buildx import command_line, steers
from analyzer.runtime.engine.images import split_name
from analyzer.runtime.engine.wanted import Wanted, want
from analyzer.runtime.failure import RefusedError
from analyzer.runtime.gate import examine
from analyzer.runtime.operation import Operation
from analyzer.runtime.requests import BuildRequest
from analyzer.runtime.result import Result


def wanted(tmp_path: Path, text: str = "FROM scratch\n", **given: Any) -> tuple[Wanted, Operation]:
    (tmp_path / "Dockerfile").write_text(text)
    request = replace(BuildRequest(context=str(tmp_path), force=True), **given)
    operation = Operation("build")
    return want(request, examine(request, operation, Result("build")), operation), operation


def command(tmp_path: Path, dockerfile: str = "Dockerfile", **given: Any) -> tuple[list[str], dict[str, str]]:
    given["text"] = "FROM scratch AS t\n"
    with Context(tempfile.TemporaryFile(buffering=0), dockerfile) as context:
        return command_line(wanted(tmp_path, **given)[0], context, "staging:x", "meta.json")


def test_no_value_is_an_option_of_its_own(tmp_path: Path) -> None:
    words, _ = command(
        tmp_path,
        target="t",
        labels=(("-l", "-v"),),
        build_contexts=(("name", "-place"),),
        cache_from=("-ref",),
        cache_to=("-to",),
        ssh=("-key",),
        build_args=(("-A", "-v"),),
    )
    values = [word for word in words[3:-1] if not word.startswith("--")]
    assert not values
    assert words[-1] == "-"
    for word in (
        "--target=t",
        "--label=-l=-v",
        "--build-context=name=-place",
        "--cache-from=-ref",
        "--cache-to=-to",
        "--ssh=-key",
    ):
        assert word in words


def test_values_of_arguments_are_in_no_process_list(tmp_path: Path) -> None:
    words, variables = command(tmp_path, build_args=(("TOKEN", "s3cret-value"), ("OTHER", "plain-value")))
    assert not any("s3cret-value" in word or "plain-value" in word for word in words)
    assert variables == {"TOKEN": "s3cret-value", "OTHER": "plain-value"}


@pytest.mark.parametrize("name", ["PATH", "DOCKER_HOST", "LD_PRELOAD", "BUILDX_BUILDER", "HTTP_PROXY", "HOME"])
def test_no_argument_steers_the_client(tmp_path: Path, name: str) -> None:
    words, variables = command(tmp_path, build_args=((name, "/x"),))
    assert f"--build-arg={name}=/x" in words
    assert name not in variables


@pytest.mark.parametrize("name", ["GOOGLE_API_KEY", "SSH_PRIVATE_KEY", "DOCKER_PASSWORD", "NPM_TOKEN"])
def test_names_of_secrets_steer_nothing(name: str) -> None:
    assert not steers(name)


def test_a_dockerfile_called_dash_is_not_the_standard_input(tmp_path: Path) -> None:
    assert "--file=./-" in command(tmp_path, "-")[0]


SECRETS = [
    (
        "TOKEN",
        'a"b\\c&d e/f',
        ['"TOKEN": "a\\"b\\\\c\\u0026d e/f"', "a%22b%5Cc%26d%20e%2Ff", "a%22b%5Cc%26d+e%2Ff", 'a"b\\c&d e/f'],
    ),
    ("DB_PASSWORD", "päss wörd", ["p\\u00e4ss w\\u00f6rd", "p%C3%A4ss%20w%C3%B6rd", "päss wörd"]),
    ("INDEX", "https://u:in-the-url@h/", ["in-the-url"]),
    ("PRIVATE_KEY", "first-line\nsecond-line", ["first-line", "second-line", "first-line\\nsecond-line"]),
]


@pytest.mark.parametrize(("name", "value", "forms"), SECRETS, ids=[name for name, *_ in SECRETS])
def test_secrets_are_known_in_all_forms(tmp_path: Path, name: str, value: str, forms: list[str]) -> None:
    _, operation = wanted(tmp_path, build_args=((name, value),))
    for form in forms:
        shown = operation.secrets.text(f"<{form}>")
        assert form not in shown
        assert "*" in shown


def test_what_is_no_secret_is_shown(tmp_path: Path) -> None:
    found, operation = wanted(tmp_path, build_args=(("VERSION", "1.2.3-beta"), ("TOKEN_URL", "https://h.example/x")))
    assert not found.hidden
    assert operation.secrets.text("1.2.3-beta https://h.example/x") == "1.2.3-beta https://h.example/x"


def test_registries_and_here_documents(tmp_path: Path) -> None:
    text = "ARG R=one.example\nFROM $R/a AS a\nFROM a\nFROM b:1\nFROM ${X}/c\nFROM scratch\nFROM ${MY}/d\nRUN <<E\nls\nE\n"
    found, _ = wanted(tmp_path, text, build_args=(("MY", "my.example:5000"),))
    assert found.heredocs
    assert set(found.registries) >= {"one.example", "docker.io"}


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("name:tag", "name:tag"),
        ("type=registry,ref=r/n:t", "r/n:t"),
        ("type=local,src=x", None),
        ("type=registry", None),
        ("type=registry,ref=x,mode=max", None),
    ],
)
def test_caches_from_images(text: str, image: str | None) -> None:
    assert cache_image(text) == image


@pytest.mark.parametrize(
    ("name", "parts"),
    [("a", ("a", "latest")), ("a:b", ("a", "b")), ("h:5000/a", ("h:5000/a", "latest")), ("h:5000/a:b", ("h:5000/a", "b"))],
)
def test_names_are_split(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize(
    "text", ["", "src=x", "id=", "id=x,what=y", 'id="x', "id=x,src=/not/there", "id=x,env=NOT_SET_ANYWHERE"]
)
def test_what_is_no_secret_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedError):
        wanted(tmp_path, secrets=(text,))
