"""hadolint's configuration, as its documentation describes it, in our terms.

Its keys: ``ignored``, ``override`` (rules by severity), ``trustedRegistries``, ``label-schema``, ``strict-labels``,
``failure-threshold``, ``no-fail``, ``disable-ignore-pragma``, ``format``, ``no-color``, ``verbose``.
"""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES
from analyzer.rules.document import Mapping, Scalar
from analyzer.rules.errors import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from analyzer.config.values import Checker
    from analyzer.rules.document import Value

NAMES = (".hadolint.yaml", ".hadolint.yml", "hadolint.yaml", "hadolint.yml")
KEYS = (
    *("ignored", "override", "trustedRegistries", "label-schema", "strict-labels", "failure-threshold", "no-fail"),
    *("disable-ignore-pragma", "format", "no-color", "verbose"),
)
LABEL_TYPES = {  # hadolint's type of a label -> the parameter of label-value-invalid
    "url": "urls",
    "rfc3339": "dates",
    "spdx": "licences",
    "hash": "hashes",
    "semver": "versions",
    "email": "emails",
    "text": "",
    "rawtext": "",
}
THRESHOLDS = (*SEVERITIES, "ignore", "none")
LEAST = {"ignore": "style", "none": "style"}  # thresholds below the least severity: any finding reaches them
FLAGS = ("true", "True", "TRUE", "false", "False", "FALSE")
DOCKER_HUB = frozenset({"hub.docker.com", "index.docker.io"})  # other names of docker.io
FORMATS = {
    "tty": "text",
    "json": "json",
    "checkstyle": "checkstyle",
    "codeclimate": "codeclimate",
    "gitlab_codeclimate": "gitlab",
    "gnu": "gnu",
    "sonarqube": "sonarqube",
    "sarif": "sarif",
}
"""hadolint's formats of reports, and ours that the same readers take; of its own ``codacy`` there is no counterpart."""


def is_hadolint(name: str, document: Value) -> bool:
    """A file of this name and content is hadolint's configuration."""
    if name in NAMES:
        return True
    keys = [key.text for key, _ in document.entries] if isinstance(document, Mapping) else []
    ours = isinstance(document, Mapping) and isinstance(document.get("format"), Mapping)  # hadolint's is a text
    return bool(keys) and not ours and all(key in KEYS for key in keys)


def layer_values(document: Value, check: Checker) -> dict[str, Any]:
    """The values of a layer that say the same. What is wrong is added to the problems of `check`."""
    given = read_values(document, check)
    if not given:
        return {}
    found: dict[str, Any] = {"ignore": given["ignored"], "severity": given["override"], "settings": {}}
    found["settings"] = rule_settings(given["trustedRegistries"], given["label-schema"], strict=given["strict-labels"])
    if threshold := given.get("failure-threshold"):
        found["fail-on"] = LEAST.get(threshold, threshold)
    if given["no-fail"]:
        found["fail-on"] = "never"
    for key in ("disable-ignore-pragma", "no-color", "verbose"):
        found[key] = given[key]
    if "format" in given:
        found["report-format"] = given["format"]
    return found


def read_values(document: Value, check: Checker) -> dict[str, Any]:
    """What the file says, by hadolint's keys, `override` by rule; empty where it holds nothing.

    All keys are there but ``failure-threshold`` and ``format``. What is wrong is added to the problems of `check`.
    """
    if isinstance(document, Scalar) and not document.text:
        return {}
    if not isinstance(document, Mapping):
        check.problem(document.mark, "C101", "hadolint's configuration is a mapping of keys to values")
        return {}
    for name, _ in document.entries:
        if name.text not in KEYS:
            check.problem(
                name.mark, "C102", f"hadolint's configuration has no key '{name.text}'", did_you_mean(name.text, KEYS)
            )
    found: dict[str, Any] = {
        "ignored": _texts(check, document, "ignored"),
        "override": _override(check, document),
        "trustedRegistries": _texts(check, document, "trustedRegistries"),
        "label-schema": _labels(check, document),
    }
    for key in ("strict-labels", "no-fail", "disable-ignore-pragma", "no-color", "verbose"):
        found[key] = _flag(check, document, key)
    if (threshold := _given(document, "failure-threshold")) is not None:
        found["failure-threshold"] = check.choice(threshold, "'failure-threshold'", THRESHOLDS)
    if (form := _given(document, "format")) is not None:
        found["format"] = check.text(form, "'format'")
    return found


def rule_settings(registries: Iterable[str], labels: dict[str, str], *, strict: bool) -> dict[str, dict[str, list[str]]]:
    """The settings of our rules that stand for hadolint's: registries that are trusted, and labels by their types."""
    found: dict[str, dict[str, list[str]]] = {}
    if allowed := ["docker.io" if host in DOCKER_HUB else host for host in registries]:  # an empty list trusts all
        found["base-image-registry-not-allowed"] = {"allowed": allowed}
    if labels:
        forms: dict[str, list[str]] = {param: [] for param in LABEL_TYPES.values() if param}
        for label, type_ in labels.items():
            if param := LABEL_TYPES.get(type_):
                forms[param].append(label)
        found["label-value-invalid"] = forms
        found["label-required-missing"] = {"required": list(labels)}
        found["label-empty"] = {"labels": [label for label, type_ in labels.items() if type_ != "rawtext"]}
    if strict:
        found["label-superfluous"] = {"allowed": list(labels)}
    return found


def _given(document: Mapping, key: str) -> Value | None:
    """The value of a key; None also where nothing stands behind it."""
    value = document.get(key)
    return None if isinstance(value, Scalar) and not value.text else value


def _texts(check: Checker, document: Mapping, key: str) -> list[str]:
    value = _given(document, key)
    return [] if value is None else check.texts(value, f"'{key}'")


def _override(check: Checker, document: Mapping) -> dict[str, str]:
    """The severities by rule; of several the gravest counts."""
    value = _given(document, "override")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        check.problem(value.mark, "C101", "'override' is a mapping of severities to lists of rules")
        return {}
    found: dict[str, str] = {}
    for name, _ in value.entries:
        if name.text not in SEVERITIES:
            check.problem(name.mark, "C104", f"'override' has no severity '{name.text}'", did_you_mean(name.text, SEVERITIES))
    for severity in reversed(SEVERITIES):
        found.update(dict.fromkeys(_texts(check, value, severity), severity))
    return found


def _labels(check: Checker, document: Mapping) -> dict[str, str]:
    """``label-schema``: the labels that are required, with their types."""
    schema = _given(document, "label-schema")
    if schema is None:
        return {}
    if not isinstance(schema, Mapping):
        check.problem(schema.mark, "C101", "'label-schema' is a mapping of labels to types")
        return {}
    return {name.text: check.choice(value, f"the type of '{name.text}'", tuple(LABEL_TYPES)) for name, value in schema.entries}


def _flag(check: Checker, document: Mapping, key: str) -> bool:
    value = _given(document, key)
    return value is not None and check.choice(value, f"'{key}'", FLAGS) in FLAGS[:3]
