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
    if isinstance(document, Scalar) and not document.text:
        return {}
    if not isinstance(document, Mapping):
        check.problem(document.mark, "C101", "hadolint's configuration is a mapping of keys to values")
        return {}
    found: dict[str, Any] = {"ignore": [], "severity": {}, "settings": {}}
    for name, _ in document.entries:
        if name.text not in KEYS:
            check.problem(
                name.mark, "C102", f"hadolint's configuration has no key '{name.text}'", did_you_mean(name.text, KEYS)
            )
    if (ignored := document.get("ignored")) is not None:
        found["ignore"] = check.texts(ignored, "'ignored'")
    if (override := document.get("override")) is not None:
        _override(check, override, found)
    trusted = document.get("trustedRegistries")
    if trusted is not None and (hosts := check.texts(trusted, "'trustedRegistries'")):  # an empty list trusts all
        allowed = ["docker.io" if host in DOCKER_HUB else host for host in hosts]
        found["settings"]["base-image-registry-not-allowed"] = {"allowed": allowed}
    _labels(check, document, found)
    threshold = document.get("failure-threshold")
    if threshold is not None:
        level = check.choice(threshold, "'failure-threshold'", (*SEVERITIES, "ignore", "none"))
        found["fail-on"] = "never" if level == "none" else "style" if level == "ignore" else level
    if _flag(check, document, "no-fail"):
        found["fail-on"] = "never"
    for key in ("disable-ignore-pragma", "no-color", "verbose"):
        found[key] = _flag(check, document, key)
    if (form := document.get("format")) is not None:
        found["report-format"] = check.text(form, "'format'")
    return found


def _override(check: Checker, value: Value, found: dict[str, Any]) -> None:
    if not isinstance(value, Mapping):
        check.problem(value.mark, "C101", "'override' is a mapping of severities to lists of rules")
        return
    for name, codes in value.entries:
        if name.text not in SEVERITIES:
            check.problem(name.mark, "C104", f"'override' has no severity '{name.text}'", did_you_mean(name.text, SEVERITIES))
            continue
        for code in check.texts(codes, f"'{name.text}'"):
            found["severity"][code] = name.text


def _labels(check: Checker, document: Mapping, found: dict[str, Any]) -> None:
    """``label-schema`` and ``strict-labels``: the labels that are required, their forms, and whether others are allowed."""
    schema = document.get("label-schema")
    types: dict[str, str] = {}
    if isinstance(schema, Mapping):
        types = {
            name.text: check.choice(value, f"the type of '{name.text}'", tuple(LABEL_TYPES)) for name, value in schema.entries
        }
    elif schema is not None:
        check.problem(schema.mark, "C101", "'label-schema' is a mapping of labels to types")
    if types:
        forms: dict[str, list[str]] = {param: [] for param in LABEL_TYPES.values() if param}
        for label, type_ in types.items():
            if param := LABEL_TYPES.get(type_):
                forms[param].append(label)
        found["settings"]["label-value-invalid"] = forms
        found["settings"]["label-required-missing"] = {"required": list(types)}
        found["settings"]["label-empty"] = {"labels": [label for label, type_ in types.items() if type_ != "rawtext"]}
    if _flag(check, document, "strict-labels"):
        found["settings"]["label-superfluous"] = {"allowed": list(types)}


def _flag(check: Checker, document: Mapping, key: str) -> bool:
    value = document.get(key)
    return value is not None and check.choice(value, f"'{key}'", ("true", "false")) == "true"
