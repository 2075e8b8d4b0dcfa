"""Advisories in OSV's published form, as a test wants them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def affected(ecosystem: str, name: str, *events: dict[str, str], kind: str = "ECOSYSTEM", **more: Any) -> dict[str, Any]:
    ranges = {"ranges": [{"type": kind, "events": list(events)}]} if events else {}
    return {"package": {"ecosystem": ecosystem, "name": name}} | ranges | more


def advisory(identity: str, *parts: dict[str, Any], modified: str = "2026-01-10T08:00:00Z", **more: Any) -> dict[str, Any]:
    return {"schema_version": "1.7.0", "id": identity, "modified": modified, "affected": list(parts)} | more


def snapshot(folder: Path, advisories: Iterable[dict[str, Any]], archive: str = "") -> str:
    """Writes advisories to a folder, or to an archive in it; the folder's path."""
    folder.mkdir(exist_ok=True, parents=True)
    if not archive:
        for one in advisories:
            (folder / f"{one['id']}.json").write_text(json.dumps(one))
    else:
        with zipfile.ZipFile(folder / archive, "w", zipfile.ZIP_DEFLATED) as file:
            for one in advisories:
                file.writestr(f"{one['id']}.json", json.dumps(one))
    return str(folder)
