"""How a run in hadolint's place is set: its configuration file, its environment variables and its options, taken together.

Lists and mappings of all three add up, and so do switches. The threshold of an option goes before that of the file, and that
before the variable's. The report is written in all formats named, those of the variable first, then the file's and the
options'. Where hadolint looks for its configuration is as its documentation tells:
https://github.com/hadolint/hadolint#configure.
"""

from __future__ import annotations

import os

from analyzer.config.hadolint import LABEL_TYPES, THRESHOLDS
from analyzer.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

FORMATS = ("tty", "json", "checkstyle", "codeclimate", "gitlab_codeclimate", "gnu", "codacy", "sonarqube", "sarif", "junit")
TRUE = frozenset({"1", "y", "yes", "true", "on"})
ENDINGS = (".yaml", ".yml")
SWITCHES = {
    "no-fail": "HADOLINT_NOFAIL",
    "verbose": "HADOLINT_VERBOSE",
    "strict-labels": "HADOLINT_STRICT_LABELS",
    "disable-ignore-pragma": "HADOLINT_DISABLE_IGNORE_PRAGMA",
}


class SettingError(ValueError):
    """A value that cannot be used; `hint` says what can."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class HadolintSettings:
    """What a run in hadolint's place does.

    `ignored` are codes, `severities` the severities given by code, `labels` the types of labels by key, `switches` what is
    switched on of `SWITCHES` and ``no-color``. `formats` are one or more, `threshold` is hadolint's word, and `origin` is the
    file that was read, or empty.
    """

    __slots__ = ("formats", "ignored", "labels", "origin", "registries", "severities", "switches", "threshold")

    def __init__(self) -> None:
        self.origin = ""
        self.ignored: set[str] = set()
        self.severities: dict[str, str] = {}
        self.registries: list[str] = []
        self.labels: dict[str, str] = {}
        self.switches: set[str] = set()
        self.threshold = "info"
        self.formats: list[str] = []

    def override(self, severity: str, codes: Iterable[str]) -> None:
        """Gives codes a severity; of several the gravest counts."""
        for code in codes:
            known = self.severities.get(code, severity)
            self.severities[code] = min(severity, known, key=SEVERITIES.index)

    def add(self, values: Mapping[str, Any]) -> None:
        """Takes in what adds up, by the keys of the configuration file."""
        self.ignored.update(values.get("ignored", ()))
        for code, severity in values.get("override", {}).items():
            self.override(severity, [code])
        self.registries += values.get("trustedRegistries", ())
        self.labels.update(values.get("label-schema", {}))
        self.switches.update(name for name in (*SWITCHES, "no-color") if values.get(name))


def settings_of(options: Mapping[str, Any], environment: Mapping[str, str]) -> HadolintSettings:
    """The settings of a run. `options` are by the keys of the configuration file, and ``config`` names one.

    Raises SettingError, analyzer.config.errors.ConfigErrors, and OSError for a file that cannot be read.
    """
    found = HadolintSettings()
    found.origin = options.get("config") or find_config(environment)
    values: Mapping[str, Any] = {}
    if found.origin:
        from analyzer.config.read import read_hadolint

        values = read_hadolint(found.origin)
    variables = of_environment(environment)
    for layer in (values, variables, options):
        found.add(layer)
    for layer in (variables, values, options):
        found.threshold = layer.get("failure-threshold") or found.threshold
    named = (*variables["formats"], values.get("format") or "", *options["formats"])
    found.formats = list(dict.fromkeys(filter(None, named))) or ["tty"]
    for name in found.formats:
        one_of(name, f"{found.origin}: the format", FORMATS)
    return found


def find_config(environment: Mapping[str, str]) -> str:
    """The path of the configuration that is in force where none is named; empty where there is none."""
    for path in _candidates(environment):
        if os.path.isfile(path):
            return path
    return ""


def _candidates(environment: Mapping[str, str]) -> Iterator[str]:
    home = environment.get("HOME") or os.path.expanduser("~")
    own = environment.get("LOCALAPPDATA") if os.name == "nt" else environment.get("XDG_CONFIG_HOME")
    folders = (
        os.path.join(os.getcwd(), ".hadolint"),
        os.path.join(own or os.path.join(home, ".config"), "hadolint"),
        os.path.join(home, ".hadolint", "hadolint"),
        os.path.join(home, ".hadolint", "config"),
        os.path.join(home, ".hadolint"),
    )
    return (name + ending for name in folders for ending in ENDINGS)


def of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the environment variables say, by the keys of the configuration file. Raises SettingError."""
    found: dict[str, Any] = {name: environment.get(variable, "").lower() in TRUE for name, variable in SWITCHES.items()}
    found["no-color"] = bool(environment.get("NO_COLOR"))  # https://no-color.org
    found["ignored"] = _listed(environment, "HADOLINT_IGNORE")
    found["trustedRegistries"] = _listed(environment, "HADOLINT_TRUSTED_REGISTRIES")
    found["override"] = {
        code: severity
        for severity in reversed(SEVERITIES)
        for code in _listed(environment, f"HADOLINT_OVERRIDE_{severity.upper()}")
    }
    found["label-schema"] = dict(
        label_type(item, "HADOLINT_REQUIRE_LABELS") for item in _listed(environment, "HADOLINT_REQUIRE_LABELS")
    )
    found["formats"] = [one_of(name, "HADOLINT_FORMAT", FORMATS) for name in _listed(environment, "HADOLINT_FORMAT")]
    if value := environment.get("HADOLINT_FAILURE_THRESHOLD"):
        found["failure-threshold"] = one_of(value, "HADOLINT_FAILURE_THRESHOLD", THRESHOLDS)
    return found


def _listed(environment: Mapping[str, str], name: str) -> list[str]:
    return [item.strip() for item in environment.get(name, "").split(",") if item.strip()]


def one_of(value: str, name: str, choices: tuple[str, ...]) -> str:
    """The value, where it is one of the choices. Raises SettingError."""
    if value not in choices:
        raise SettingError(f"{name} cannot be {value!r}", f"it is one of {', '.join(choices)}")
    return value


def label_type(item: str, name: str) -> tuple[str, str]:
    """``label:type``; a label alone is one of type text. Raises SettingError."""
    label, colon, type_ = item.partition(":")
    if not label:
        raise SettingError(f"{name} {item!r} names no label", "write LABEL:TYPE, such as maintainer:text")
    return label, one_of(type_, f"the type of the label {label!r}", tuple(LABEL_TYPES)) if colon else "text"
