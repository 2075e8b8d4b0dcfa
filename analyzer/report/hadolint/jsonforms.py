"""hadolint's formats that are JSON: keys in alphabetical order, no spaces, no line ending at the end."""

from __future__ import annotations

from analyzer.report.visible import visible
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from analyzer.lint.hadolint_findings import Violation
    from analyzer.report.hadolint import Judged

_CODECLIMATE = {"error": "blocker", "warning": "major", "info": "info", "style": "minor"}
_SONARQUBE = {"error": "CRITICAL", "warning": "MAJOR", "info": "MINOR", "style": "INFO"}
_SARIF = {"error": "error", "warning": "warning", "info": "note", "style": "note"}


def json(files: Sequence[Judged]) -> str:
    """An array of findings."""
    return _text(
        [
            {
                "file": file.place(each),
                "line": each.line,
                "column": each.column,
                "level": each.level,
                "code": each.code,
                "message": visible(each.message),
            }
            for file in files
            for each in file.violations
        ]
    )


def codeclimate(files: Sequence[Judged]) -> str:
    """An object a finding, each with a NUL behind it."""
    return "".join(f"{_text(_issue(file, each))}\0" for file in files for each in file.violations)


def gitlab_codeclimate(files: Sequence[Judged]) -> str:
    """An array of the same objects, each with a fingerprint."""
    return _text(
        [{**_issue(file, each), "fingerprint": _fingerprint(file, each)} for file in files for each in file.violations]
    )


def codacy(files: Sequence[Judged]) -> str:
    """Objects with nothing between them."""
    return "".join(
        _text({"filename": file.place(each), "line": each.line, "message": visible(each.message), "patternId": each.code})
        for file in files
        for each in file.violations
    )


def sonarqube(files: Sequence[Judged]) -> str:
    """SonarQube's generic issues, of the form before its version 10.3."""
    return _text({"issues": [_sonar_issue(file, each) for file in files for each in file.violations]})


def sarif(files: Sequence[Judged]) -> str:
    """SARIF 2.1.0."""
    driver = {
        "name": "Hadolint",  # by which readers know the findings again
        "fullName": "BuildSecBot in hadolint's place",
        "shortDescription": {"text": "Static analyzer for Dockerfiles, with the codes of hadolint"},
        "version": VERSION,
    }
    run = {
        "tool": {"driver": driver},
        "defaultSourceLanguage": "dockerfile",
        "results": [_result(file, each) for file in files for each in file.violations],
    }
    return _text({"$schema": "http://json.schemastore.org/sarif-2.1.0", "version": "2.1.0", "runs": [run]})


def _issue(file: Judged, each: Violation) -> dict[str, Any]:
    location: dict[str, Any] = {"path": file.place(each)}
    if each.is_parse_error:
        place = {"line": each.line, "column": each.column}
        location["positions"] = {"begin": place, "end": place}
    else:
        location["lines"] = {"begin": each.line, "end": each.line}
    return {
        "type": "issue",
        "check_name": each.code,
        "description": visible(each.message),
        "categories": ["Bug Risk"],
        "severity": _CODECLIMATE[each.level],
        "location": location,
    }


def _fingerprint(file: Judged, each: Violation) -> str:
    """40 hexadecimal digits that stay the same while lines above the finding come and go."""
    from analyzer.digest import sha256_hex

    return sha256_hex(f"{file.path}\n{each.code}\n{each.key}".encode("utf-8", "surrogateescape"))[:40]


def _sonar_issue(file: Judged, each: Violation) -> dict[str, Any]:
    broken = each.is_parse_error
    return {
        "engineId": "Hadolint",
        "ruleId": each.code,
        "severity": "BLOCKER" if broken else _SONARQUBE[each.level],
        "type": "BUG" if each.level == "error" else "CODE_SMELL",
        "primaryLocation": {
            "filePath": file.path,
            "message": visible(each.message),
            "textRange": {
                "startLine": each.line,
                "endLine": each.line,
                "startColumn": each.column if broken else 0,
                "endColumn": each.column,
            },
        },
    }


def _result(file: Judged, each: Violation) -> dict[str, Any]:
    region = {
        "startLine": each.line,
        "endLine": each.line,
        "startColumn": each.column,
        "endColumn": each.column,
        "sourceLanguage": "sh" if each.code.startswith("SC") else "dockerfile",
    }
    return {
        "ruleId": each.code,
        "level": _SARIF[each.level],
        "message": {"text": visible(each.message)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": file.place(each)}, "region": region}}],
    }


def _text(data: Any) -> str:
    from json import dumps

    text = dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.replace("##[", "##\\u005b")  # GitHub's runner looks for commands in all that a step prints
