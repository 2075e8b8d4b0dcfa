"""The variables that BuildKit knows by itself."""

from __future__ import annotations

from analyzer.lsp.knowledge.entries import Argument, rows, word

# name | kind | example | meaning
_TABLE = """
BUILDPLATFORM | platform | linux/amd64 | The platform of the machine that builds.
BUILDOS | platform | linux | The system of the machine that builds.
BUILDOSVERSION | platform | 10.0.20348.1 | The version of the system that builds; of Windows alone.
BUILDARCH | platform | amd64 | The architecture of the machine that builds.
BUILDVARIANT | platform | v7 | The variant of that architecture; empty for most.
TARGETPLATFORM | platform | linux/arm64 | The platform that is built for.
TARGETOS | platform | linux | The system that is built for.
TARGETOSVERSION | platform | 10.0.20348.1 | The version of the system that is built for; of Windows alone.
TARGETARCH | platform | arm64 | The architecture that is built for, in Go's words: amd64, arm64, arm.
TARGETVARIANT | platform | v7 | The variant of that architecture; empty for most.
TARGETSTAGE | platform | release | The name of the stage that is built; `default` for a last stage without a name.
HTTP_PROXY | proxy | - | The proxy for HTTP.
HTTPS_PROXY | proxy | - | The proxy for HTTPS.
FTP_PROXY | proxy | - | The proxy for FTP.
NO_PROXY | proxy | - | The hosts that are reached without a proxy.
ALL_PROXY | proxy | - | The proxy for everything.
BUILDKIT_SYNTAX | builder | docker/dockerfile:1 | The frontend that reads the file, in place of its syntax directive.
BUILDKIT_CACHE_MOUNT_NS | builder | ci | Put in front of the ids of cache mounts, to keep builds apart.
BUILDKIT_MULTI_PLATFORM | builder | 1 | The result has the form of one for several platforms, also with one.
BUILDKIT_SANDBOX_HOSTNAME | builder | buildkitsandbox | The name of the host that RUN steps see.
BUILDKIT_DOCKERFILE_CHECK | builder | skip=all | BuildKit's checks, in place of the check directive.
BUILDKIT_CONTEXT_KEEP_GIT_DIR | builder | 1 | Keeps `.git` of a context that is a Git repository.
BUILDKIT_INLINE_CACHE | builder | 1 | Puts what a cache needs into the image itself.
BUILDKIT_BUILD_NAME | builder | nightly | The name of the build in the history of builds.
SOURCE_DATE_EPOCH | builder | 1700000000 |
    + The time, in seconds since 1970, that image and layers are given, for builds that repeat.
BUILDKIT_SBOM_SCAN_CONTEXT | scan | true | The build context is looked through for the SBOM too.
BUILDKIT_SBOM_SCAN_STAGE | scan | true | The stage is looked through for the SBOM too.
"""

KINDS = {
    "platform": "BuildKit gives it before the first FROM; a stage sees it after an `ARG` of this name.",
    "proxy": "RUN steps have it without an `ARG`, in small letters too, where the build is given it; no image holds it.",
    "builder": "It steers the builder. A stage sees it after an `ARG` of this name.",
    "scan": "It steers the making of an SBOM and never becomes part of the environment.",
}
"""What is true of all of a kind."""

ARGUMENTS: dict[str, Argument] = {
    name: Argument(name, kind, word(example), doc) for name, kind, example, doc in rows(_TABLE, 4)
}


def argument(name: str) -> Argument | None:
    """What is known of a variable; the names of proxies have no case."""
    found = ARGUMENTS.get(name)
    if found is None and name.islower():
        found = ARGUMENTS.get(name.upper())
        return found if found is not None and found.kind == "proxy" else None
    return found
