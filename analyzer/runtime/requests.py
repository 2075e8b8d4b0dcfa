"""What is asked of an operation. A request that cannot be acted on is refused before anything is done."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from analyzer.facts.references import split_reference
from analyzer.runtime.failure import refused
from analyzer.source.patterns import Lazy

DRIVERS = ("auto", "buildx", "buildkit", "classic")
SCANNERS = ("posture", "trivy", "grype", "clair")
THRESHOLDS = ("error", "warning", "info", "style", "never")
VULNERABLE = ("critical", "high", "medium", "low", "negligible", *THRESHOLDS)
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:]+\])(?::[0-9]{{1,5}})?"
_REFERENCE = Lazy(rf"(?:{_HOST}/)?{_PART}(?:/{_PART})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?")
_IMAGE_ID = Lazy(r"(?:sha256:)?[0-9a-f]{12,64}")
_LONGEST_NAME = 255


def check_reference(reference: str, what: str = "image") -> str:
    """The reference of an image, if it is one (github.com/distribution/reference). Raises RefusedError."""
    if not _REFERENCE.fullmatch(reference) or len(split_reference(reference).name) > _LONGEST_NAME:
        raise refused(
            f"{reference!r} is no {what} reference", "write it as REGISTRY/NAME:TAG, in small letters", code="bad-reference"
        )
    return reference


def check_target(reference: str) -> str:
    """A name under which an image can be kept or pushed: a reference without digest. Raises RefusedError."""
    if "@" in check_reference(reference):
        raise refused(f"{reference} has a digest, which only the registry gives", "write NAME:TAG", code="bad-reference")
    return reference


def check_source(reference: str) -> str:
    """What names an image that the engine has: a reference, or an id. Raises RefusedError."""
    return reference if _IMAGE_ID.fullmatch(reference) else check_reference(reference)


def check_image(image: str) -> str:
    """What names an image that the engine has, or the path of an archive that is there. Raises RefusedError."""
    if os.path.exists(image):
        return image
    if image.startswith(("/", "./", "../", "~")) or image.endswith((".tar", ".tar.gz", ".tgz")):
        raise refused(f"there is no archive {image!r}", "write one with: docker save -o FILE IMAGE", code="unreadable")
    return check_source(image)


@dataclass(frozen=True, slots=True)
class Judging:
    """How Dockerfiles are judged before anything is done with them, in the words of ``check``.

    `fail_on` is the least severity of findings at which an operation is refused; empty leaves it to the configuration, which is
    the file `config`, or is looked for unless `isolated`.
    """

    fail_on: str = ""
    profile: str = ""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    config: str = ""
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """A build. `context` is a folder, `dockerfile` a path; empty is `Dockerfile` (or `Containerfile`) in the context.

    `build_args` without a value (None) take that of the environment, as docker's do. `secrets` and `ssh` are as
    buildx has them (``id=x,src=y``). `labels`, `cache_from`, `cache_to`, `build_contexts` are passed on to a driver that can do
    them; one that cannot refuses them. With `force` it is built whatever is found, and the result says so.
    """

    context: str = "."
    dockerfile: str = ""
    tags: tuple[str, ...] = ()
    build_args: tuple[tuple[str, str | None], ...] = ()
    target: str = ""
    platforms: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    ssh: tuple[str, ...] = ()
    network: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    build_contexts: tuple[tuple[str, str], ...] = ()
    cache_from: tuple[str, ...] = ()
    cache_to: tuple[str, ...] = ()
    pull: bool = False
    no_cache: bool = False
    driver: str = "auto"
    judging: Judging = field(default_factory=Judging)
    force: bool = False
    dry_run: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class TagRequest:
    """Another name for an image the engine has. Without `force` a name that is another image's is left to it."""

    source: str
    target: str
    force: bool = False
    dry_run: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class PushRequest:
    """An image the engine has, to the registry its name leads to."""

    reference: str
    dry_run: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """A scan of an image the engine has, or of an archive (docker save, or an OCI layout, as a folder or tar file).

    `scanners` are some of SCANNERS. `advisories` is a folder with an OSV snapshot, `sbom` a file the inventory is written to.
    `summaries` are formats (text, markdown, html, json) and the files these are written to.
    `fail_on` is the least severity of vulnerabilities that fails it, one of VULNERABLE. `ignore` are vulnerabilities that are
    accepted, each as ``ID [until=YYYY-MM-DD] [-- reason]``. `dockerfile` is the one the image was built of, where layers are to
    be told by its lines; it is then judged by `judging`, with the rules that look at images. `oldest_database` is in days.
    With `accept_gaps` what nobody has looked at does not fail the scan; the result tells it all the same.
    """

    image: str
    scanners: tuple[str, ...] = ("posture",)
    advisories: str = ""
    sbom: str = ""
    summaries: tuple[tuple[str, str], ...] = ()
    dockerfile: str = ""
    fail_on: str = "error"
    only_fixable: bool = False
    ignore: tuple[str, ...] = ()
    oldest_database: float | None = 5.0
    clair_url: str = ""
    accept_gaps: bool = False
    judging: Judging = field(default_factory=Judging)
    dry_run: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class LayersRequest:
    """How the layers of an image use their bytes: of one that the engine has, or of an archive, as `ScanRequest` has them.

    `dockerfile` and `target` are those the image was built of, where layers are to be told by their lines. `shown` is how many
    wasted files the result names. It fails where the efficiency (0 to 1) is lower than `lowest_efficiency`, or more bytes than
    `most_wasted` are wasted.
    """

    image: str
    dockerfile: str = ""
    target: str = ""
    shown: int = 20
    lowest_efficiency: float | None = None
    most_wasted: int | None = None
    dry_run: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class ShipRequest:
    """Check, build, scan, tag, push and a statement of it all, in one go.

    `build.tags` are the names that are pushed. `scan` says how the image is scanned; its `image`, `dockerfile` and `judging`
    are those of the build. `statement` is a file for the in-toto statement, which needs a push to speak of.
    """

    build: BuildRequest
    scan: ScanRequest
    statement: str = ""
    dry_run: bool = False
    timeout: float | None = None
