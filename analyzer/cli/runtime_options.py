"""The options that commands which use an engine, a registry or scanners have in common."""

from __future__ import annotations

from analyzer.cli.options import Option, UsageError
from analyzer.runtime.requests import DRIVERS, THRESHOLDS, Judging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.cli.options import Arguments

FORMATS = ("text", "json", "jsonl")
_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}

COMMON = (
    Option("format", "F", "text (default), json: the result, or jsonl: every event, then the result", FORMATS),
    Option("result", "FILE", "write the result to a file, too"),
    Option("metrics-file", "FILE", "write metrics for Prometheus's textfile collector"),
    Option("pushgateway", "URL", "send the metrics to a Pushgateway"),
    Option("timeout", "TIME", "give up after so long: 90, 90s, 15m, 1h"),
    Option("dry-run", "", "say what would be done, and do nothing"),
)
JUDGING = (
    Option("fail-on", "LEVEL", "the least severity of findings that stops it (default: warning)", THRESHOLDS),
    Option("select", "S", "judge by these rules in place of the profile", repeatable=True),
    Option("extend-select", "S", "judge by these rules too", repeatable=True),
    Option("ignore", "S", "leave these rules out", repeatable=True),
    Option("profile", "NAME", "the rules to judge by: recommended (default), strict, hadolint, buildkit or a framework"),
    Option("rules", "DIR", "use the rules of a folder, a file or package:NAME too", repeatable=True),
    Option("config", "FILE", "the configuration: a .buildsecbot.yaml, a pyproject.toml or hadolint's"),
    Option("isolated", "", "read no configuration file but that of --config"),
)
BUILDING = (
    Option("file", "FILE", "the Dockerfile (default: Dockerfile in the context); -f for short"),
    Option("tag", "REF", "a name for the image; -t for short", repeatable=True),
    Option("build-arg", "NAME[=VALUE]", "a build argument; without a value the one of the environment", repeatable=True),
    Option("target", "STAGE", "the stage to build"),
    Option("platform", "P", "the platform to build for", repeatable=True),
    Option("secret", "SPEC", "a secret for RUN --mount=type=secret: id=ID,src=FILE or id=ID,env=NAME", repeatable=True),
    Option("ssh", "SPEC", "an SSH agent or keys for RUN --mount=type=ssh", repeatable=True),
    Option("network", "MODE", "the network of RUN: default, none, host"),
    Option("label", "NAME=VALUE", "a label of the image", repeatable=True),
    Option("build-context", "NAME=VALUE", "another context", repeatable=True),
    Option("cache-from", "SPEC", "where to take cached steps from", repeatable=True),
    Option("cache-to", "SPEC", "where to keep cached steps", repeatable=True),
    Option("pull", "", "ask the registry for newer base images"),
    Option("no-cache", "", "build every step anew"),
    Option("driver", "NAME", "what builds: auto (default), buildx, buildkit or classic", DRIVERS),
    Option("force", "", "go on whatever is found; the result says so"),
)
SHORT = {"-f": "--file", "-t": "--tag"}


def spelled_out(words: list[str]) -> list[str]:
    """The words of a command line with docker's short options in their long form."""
    found: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return found + words[index:]
        found.append(SHORT.get(word, word))
    return found


def timeout_of(arguments: Arguments, name: str = "timeout") -> float | None:
    """The seconds an option gives; None where it is not there. Raises UsageError."""
    if not arguments.has(name):
        return None
    text = arguments.one(name)
    number = text.rstrip("smh")
    unit = _UNITS.get(text[len(number) :])
    try:
        seconds = float(number) * unit if unit is not None else 0.0
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e7:
        raise UsageError(f"--{name} {text} is no time", "write 90, 90s, 15m or 1h")
    return seconds


def judging_of(arguments: Arguments) -> Judging:
    """How Dockerfiles are judged."""
    return Judging(
        fail_on=arguments.one("fail-on"),
        profile=arguments.one("profile"),
        select=tuple(arguments.listed("select")),
        extend_select=tuple(arguments.listed("extend-select")),
        ignore=tuple(arguments.listed("ignore")),
        rules=tuple(arguments.all("rules")),
        config=arguments.one("config"),
        isolated=arguments.has("isolated"),
    )


def pairs_of(arguments: Arguments, name: str) -> tuple[tuple[str, str], ...]:
    """The values ``NAME=VALUE`` of an option. Raises UsageError."""
    found = []
    for word in arguments.all(name):
        key, equals, value = word.partition("=")
        if not key or not equals:
            raise UsageError(f"--{name} {word} has no value", f"write --{name} NAME=VALUE")
        found.append((key, value))
    return tuple(found)
