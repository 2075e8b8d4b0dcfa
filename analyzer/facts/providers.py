"""What facts can be fed from outside of the file: the build context, a registry and the scan of an image.

These are the interfaces; the command line hands their implementations in. Without one the facts it feeds are unknown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Protocol

    class IgnoreFile(Protocol):
        """The ignore file in force: `path` is its path below the context, `error` why BuildKit would refuse it."""

        path: str
        error: str

    class Matched(Protocol):
        """What a source of COPY or ADD names in the context.

        `files` are the regular files and links it takes, sorted, with slashes; None where there are too many to list, or where
        the way to them cannot be followed. `ignored` tells that BuildKit would say that the ignore file leaves the source out,
        `missing` that the context holds nothing of that name; each is None where it cannot be told.
        """

        files: list[str] | None
        ignored: bool | None
        missing: bool | None

    class BuildContext(Protocol):
        """The build context of one Dockerfile."""

        def ignore_file(self) -> IgnoreFile | None:
            """The ignore file in force; None where there is none."""

        def match(self, source: str) -> Matched:
            """What a source names: a path below the context, or a pattern."""

        def size(self) -> int | None:
            """The bytes of all files that are not ignored; None where there are too many to count."""

        def manifests(self) -> list[str] | None:
            """The files that list dependencies, lock files included, ignored ones left out; None where they are too many."""

    class BuildContexts(Protocol):
        """The build contexts of a run."""

        def of(self, dockerfile: str) -> BuildContext:
            """The build context of a Dockerfile, by its path."""

    class RegistryImage(Protocol):
        """What a registry says of a reference: its digest, and the platforms it has as ``linux/arm64/v8``, in its order."""

        digest: str
        platforms: list[str]

    class Registry(Protocol):
        """The registries that references name."""

        def look_up(self, reference: str) -> RegistryImage | None:
            """What its registry says of a reference; None where it could not be asked, or knows of none."""

    class Images(Protocol):
        """The images that were built of Dockerfiles, and scanned."""

        def of(self, dockerfile: str) -> Mapping[str, Any] | None:
            """What a scan found in the image of a Dockerfile; None where there is no scan of it.

            `analyzer.facts.scan.GIVEN` names the keys. What a scan did not look at is left out, and is unknown then.
            """


PROVIDERS = ("context", "registry", "image")  # what a rule may require
SCANNED = frozenset(
    ("scan", "vulnerability", "image-file", "image-package", "account")
)  # the sorts that the scan of an image feeds


class Providers:
    """What is handed in."""

    __slots__ = ("contexts", "images", "registry")

    def __init__(
        self, contexts: BuildContexts | None = None, registry: Registry | None = None, images: Images | None = None
    ) -> None:
        self.contexts = contexts
        self.registry = registry
        self.images = images

    @property
    def names(self) -> tuple[str, ...]:
        """Those of PROVIDERS that are there."""
        given = (self.contexts, self.registry, self.images)
        return tuple(name for name, provider in zip(PROVIDERS, given, strict=True) if provider is not None)


NOTHING = Providers()
