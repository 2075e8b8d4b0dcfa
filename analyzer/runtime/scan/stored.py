"""A scan as plain data, to be written to a file and read again (``docs/runtime-result.schema.json``)."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar

from analyzer.runtime.failure import refused
from analyzer.runtime.scan.model import Account, ImageFile, Issue, Package, Scan, ScannerRun, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = 1
LARGEST = 200_000_000  # bytes of a result that is read
_LISTS: dict[str, type[Any]] = {
    "scanners": ScannerRun,
    "vulnerabilities": Vulnerability,
    "packages": Package,
    "files": ImageFile,
    "accounts": Account,
    "issues": Issue,
}
_SHOWN_CONFIG = ("created", "architecture", "os", "variant")
_SHOWN_SETTINGS = ("User", "Labels", "ExposedPorts", "Entrypoint", "Cmd", "WorkingDir", "Volumes", "StopSignal", "Healthcheck")

T = TypeVar("T")


def to_data(scan: Scan) -> dict[str, Any]:
    """The scan as plain data. Of the image's configuration the environment and the history stay out: both may hold secrets."""
    data = {name: [asdict(one) for one in getattr(scan, name)] for name in _LISTS}
    settings = scan.config.get("config") or {}
    config = {key: scan.config[key] for key in _SHOWN_CONFIG if key in scan.config}
    config["config"] = {key: settings[key] for key in _SHOWN_SETTINGS if settings.get(key) is not None}
    identity = {"image": scan.image, "image_id": scan.image_id, "digest": scan.digest, "assessed": scan.assessed}
    return {"schema": SCHEMA, **identity, **data, "config": config}


def from_data(data: Mapping[str, Any]) -> Scan:
    """The scan that plain data describes. Raises ValueError where it describes none."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"its schema is {data.get('schema')!r}, not {SCHEMA}")
    scan = Scan(str(data["image"]), str(data["image_id"]), data["digest"])
    scan.assessed = {str(part): str(why) for part, why in data["assessed"].items()}
    scan.config = dict(data["config"])
    for name, kind in _LISTS.items():
        setattr(scan, name, [_one(kind, one) for one in data[name]])
    return scan


def read_scan(path: str) -> Scan:
    """The scan in a result of ``scan`` or ``ship``. Raises RefusedError: what cannot be read is no scan without findings."""
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST} bytes")
        data = json.loads(content)
        found = data.get("scan") if isinstance(data, dict) else None
        if not isinstance(found, dict):
            raise ValueError("it holds no scan")  # noqa: TRY004 - the file is at fault, no caller
        return from_data(found.get("report", found))
    except OSError as error:
        raise refused(f"{path}: {error.strerror or error}", code="unreadable") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{path} is no result of a scan: {type(error).__name__}: {error}"
        raise refused(message, "write one with: buildsecbot scan IMAGE --result FILE", code="bad-scan") from None


def _one(kind: type[T], data: Mapping[str, Any]) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(data) - known:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    if "package" in values:
        values["package"] = _one(Package, values["package"])
    return kind(**values)
