"""The hand-off: an in-toto statement of what was built of what, which can be signed and attached to the image.

Statement v1 (in-toto/attestation, spec/v1) with the predicate of SLSA provenance v1 (slsa.dev/spec/v1.0/provenance).
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from analyzer.facts.references import split_reference
from analyzer.providers.git import GitError, Repository, root_of
from analyzer.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.runtime.gate import Checked
    from analyzer.runtime.redaction import Redaction
    from analyzer.runtime.requests import BuildRequest

STATEMENT = "https://in-toto.io/Statement/v1"
PROVENANCE = "https://slsa.dev/provenance/v1"
BUILDER = "pkg:pypi/buildsecbot"
BUILD_TYPE = f"{BUILDER}#ship/v1"


def source_of(path: str, content: bytes) -> dict[str, Any]:
    """Where a Dockerfile is from: its hash, and the commit, if it lies in a git repository.

    `committed` tells that the commit holds it as it is; None where that cannot be told.
    """
    found: dict[str, Any] = {
        "dockerfile": path,
        "sha256": hashlib.sha256(content).hexdigest(),
        "commit": None,
        "committed": None,
    }
    folder = os.path.dirname(os.path.abspath(path))
    root = root_of(folder)
    if not root:
        return found
    try:
        repository = Repository(root)
        commit = repository.commit("HEAD")
        name = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
        entry = repository.tree(commit)[0].get(name)
        held = repository.contents([entry[1]])[entry[1]] if entry is not None else None
    except GitError:
        return found
    return {**found, "commit": commit, "committed": held == content}


def statement_of(
    request: BuildRequest,
    checked: Checked,
    source: Mapping[str, Any],
    pushed: Mapping[str, str],
    byproducts: Mapping[str, str],
    secrets: Redaction,
) -> dict[str, Any]:
    """The statement. `pushed` are the digests of the names pushed, `byproducts` the files written, by what they are."""
    subjects = {(split_reference(name).name, digest.removeprefix("sha256:")) for name, digest in pushed.items()}
    dependencies: list[dict[str, Any]] = [{"uri": f"file:{source['dockerfile']}", "digest": {"sha256": source["sha256"]}}]
    if source["commit"]:
        dependencies.append({"uri": "git+file:.", "digest": {"gitCommit": source["commit"]}})
    dependencies += _base_images(checked)
    parameters = {
        "context": request.context,
        "dockerfile": checked.path,
        "target": request.target,
        "platforms": list(request.platforms),
        "buildArgs": {name: value for name, value in request.build_args if value is not None},
        "labels": dict(request.labels),
    }
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(subjects)],
        "predicateType": PROVENANCE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": parameters,
                "internalParameters": {},
                "resolvedDependencies": dependencies,
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"buildsecbot": VERSION}},
                "byproducts": [
                    {"name": what, "uri": f"file:{path}", "digest": {"sha256": _hash(path)}}
                    for what, path in byproducts.items()
                ],
            },
        },
    }
    return dict(secrets.whole(statement))


def _base_images(checked: Checked) -> list[dict[str, Any]]:
    """The base images that the Dockerfile itself names by digest; of others it cannot be told what the engine took."""
    found: dict[str, dict[str, Any]] = {}
    for stage in checked.facts.stages:
        name = stage.image.resolved if stage.image is not None else None
        digest = stage.image.digest if stage.image is not None else None
        if isinstance(name, str) and isinstance(digest, str):
            found[name] = {"uri": f"docker-image:{name}", "digest": {"sha256": digest.removeprefix("sha256:")}}
    return list(found.values())


def _hash(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
