"""``buildsecbot config``: which configuration files are in force, and whether a configuration can be used."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments, suggest
from analyzer.cli.output import write
from analyzer.config.layer import Layer
from analyzer.config.policies import Policies
from analyzer.facts.providers import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.lint.run import Policy

ACTIONS = ("show", "validate", "schema")
CONFIG = Option("config", "FILE", "this configuration, not the nearest one")
GROUP = Command(
    "config",
    "show [FILE] | validate [CONFIG...] | schema",
    "Shows the configuration of a file, validates configuration files, prints their JSON Schema.",
    (),
    """
buildsecbot config show docker/Dockerfile     what is in force for it, and which files say so
buildsecbot config validate                   the nearest configuration
buildsecbot config validate ci/.hadolint.yaml
buildsecbot config schema > config.schema.json
""",
)
SHOW = Command(
    "config show",
    "[FILE]",
    "Shows what is in force for a Dockerfile: the configuration files, the rules, their severities and settings.",
    (CONFIG, Option("format", "F", "text (default) or json", ("text", "json"))),
    "buildsecbot config show --format json docker/Dockerfile",
)
VALIDATE = Command(
    "config validate",
    "[CONFIG...]",
    "Says everything that is wrong with configuration files: those named, or the nearest one.",
    (),
    "buildsecbot config validate .buildsecbot.yaml",
)
SCHEMA = Command(
    "config schema", "", "Prints the JSON Schema of .buildsecbot.yaml.", (), "buildsecbot config schema > config.schema.json"
)


def main(words: list[str]) -> int:
    """Runs ``config`` on the words behind it and returns the exit code. Raises UsageError, ConfigErrors and OSError."""
    action, rest = words[0] if words else "", words[1:]
    if action in ("--help", "-h"):
        return _help(GROUP)
    if action == "show":
        return _show(rest)
    if action == "validate":
        return _validate(rest)
    if action == "schema":
        return _schema(rest)
    given = f"no action {action!r}" if action else "no action given"
    raise UsageError(f"config: {given}", f"{suggest(action, ACTIONS)}the actions are {', '.join(ACTIONS)}")


def _help(command: Command) -> int:
    from analyzer.cli.help import command_help

    write(command_help(command))
    return 0


def _show(words: list[str]) -> int:
    arguments = read_arguments(SHOW, words)
    if arguments.has("help"):
        return _help(SHOW)
    if len(arguments.operands) > 1:
        raise UsageError("config show takes one file", "write buildsecbot config show FILE")
    file = (arguments.operands or ["Dockerfile"])[0]
    policies = Policies(Layer({}), NOTHING, arguments.one("config"))
    data = {**shown(policies.of(file), policies.files(file)), "format": policies.format_keys(file)}
    if arguments.one("format") == "json":
        from json import dumps

        write(dumps(data, indent=2) + "\n")
    else:
        write(_text(data))
    return 0


def shown(policy: Policy, files: list[str]) -> dict[str, Any]:
    """What is in force, as plain data."""
    rules = policy.selection.rules
    settings = {rule.id: rule.settings for rule in rules.rules if rule.id in policy.selection.enabled and _changed(rule)}
    return {
        "files": files,
        "fail-on": policy.fail_on,
        "target": policy.stage or None,
        "build-args": sorted(policy.build_args),
        "rules": sorted(policy.selection.enabled),
        "severity": dict(sorted(policy.selection.severities.items())),
        "settings": {id_: {name: _plain(value) for name, value in found.items()} for id_, found in sorted(settings.items())},
    }


def _changed(rule: Any) -> bool:
    return any(rule.settings[name] != default for name, _, default in rule.params)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _text(data: dict[str, Any]) -> str:
    lines = ["configuration: " + (", ".join(data["files"]) or "none found; the profile 'recommended' is in force")]
    lines.append(f"fail-on: {data['fail-on']}")
    lines += [f"target: {data['target']}"] if data["target"] else []
    lines += [f"build-args: {', '.join(data['build-args'])}"] if data["build-args"] else []
    lines += [f"severity: {id_} {level}" for id_, level in data["severity"].items()]
    lines += [f"settings: {id_} {name}: {value}" for id_, found in data["settings"].items() for name, value in found.items()]
    lines += [f"format: {key}: {value}" for key, value in data["format"].items()]
    lines.append(f"rules: {len(data['rules'])}")
    lines += [f"  {id_}" for id_ in data["rules"]]
    return "\n".join(lines) + "\n"


def _validate(words: list[str]) -> int:
    arguments = read_arguments(VALIDATE, words)
    if arguments.has("help"):
        return _help(VALIDATE)
    from analyzer.config.errors import ConfigErrors

    found = arguments.operands or Policies(Layer({}), NOTHING).files("Dockerfile")[-1:]
    if not found:
        raise UsageError("there is no configuration file here", "name one: buildsecbot config validate FILE")
    problems = []
    for path in found:
        try:
            Policies(Layer({}), NOTHING, path).validate()
            write(f"{path}: valid\n")
        except ConfigErrors as error:
            problems += error.problems
    if problems:
        raise ConfigErrors(problems)
    return 0


def _schema(words: list[str]) -> int:
    from analyzer.config.schema import schema_text

    arguments = read_arguments(SCHEMA, words)
    if arguments.has("help"):
        return _help(SCHEMA)
    if arguments.operands:
        raise UsageError("config schema takes no arguments", "write buildsecbot config schema > FILE")
    write(schema_text())
    return 0
