"""``buildsecbot build``."""

from __future__ import annotations

from analyzer.cli.options import Arguments, Command, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import BUILDING, COMMON, JUDGING, judging_of, pairs_of, spelled_out, timeout_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.runtime.requests import BuildRequest

EXIT_CODES = """\
Exit codes: 0 done; 1 stopped by findings; 2 the request, the engine or the build failed; 130 cancelled.
"""
COMMAND = Command(
    "build",
    "[CONTEXT]",
    "Judges a Dockerfile and, where nothing is at or above the threshold, has the engine build it.",
    (*BUILDING, *JUDGING, *COMMON),
    """
buildsecbot build -t registry.example.com/app:1.2 .
buildsecbot build -f docker/Dockerfile --target test --build-arg VERSION=1.2 .
buildsecbot build --fail-on error --format json --result build.json -t app:1.2 .
buildsecbot build --dry-run -t app:1.2 .           what would be done
""",
    """
The engine is that of DOCKER_HOST or of the current docker context; Podman's socket does as well. What is built are the very
bytes that were judged. The names asked for are given only to an image that was built as a whole: a build that fails leaves
them alone.

--driver auto takes buildx where it is installed, then BuildKit over the engine's API, then the classic builder. An option that
a driver cannot act on is refused. Secrets are shown nowhere.
""",
)


def main(words: list[str]) -> int:
    """Runs ``build`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, spelled_out(words))
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND) + "\n" + EXIT_CODES)
        return 0
    request = request_of(arguments)
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.build import build

    return run(arguments, lambda listen, cancel: build(request, listen=listen, cancel=cancel), text_of)


def request_of(arguments: Arguments) -> BuildRequest:
    """What a command line asks to be built. Raises UsageError."""
    from analyzer.runtime.requests import BuildRequest

    if len(arguments.operands) > 1:
        raise UsageError("there are two contexts", f"keep one of {' and '.join(arguments.operands)}")
    return BuildRequest(
        context=arguments.operands[0] if arguments.operands else ".",
        dockerfile=arguments.one("file"),
        tags=tuple(arguments.all("tag")),
        build_args=tuple(_build_arg(word) for word in arguments.all("build-arg")),
        target=arguments.one("target"),
        platforms=tuple(arguments.listed("platform")),
        secrets=tuple(arguments.all("secret")),
        ssh=tuple(arguments.all("ssh")),
        network=arguments.one("network"),
        labels=pairs_of(arguments, "label"),
        build_contexts=pairs_of(arguments, "build-context"),
        cache_from=tuple(arguments.all("cache-from")),
        cache_to=tuple(arguments.all("cache-to")),
        pull=arguments.has("pull"),
        no_cache=arguments.has("no-cache"),
        driver=arguments.one("driver", "auto"),
        judging=judging_of(arguments),
        force=arguments.has("force"),
        dry_run=arguments.has("dry-run"),
        timeout=timeout_of(arguments),
    )


def _build_arg(word: str) -> tuple[str, str | None]:
    name, equals, value = word.partition("=")
    if not name:
        raise UsageError(f"--build-arg {word} has no name", "write --build-arg NAME=VALUE, or NAME for that of the environment")
    return name, value if equals else None
