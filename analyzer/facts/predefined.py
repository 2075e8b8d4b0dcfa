"""What BuildKit defines before any instruction runs (dockerfile2llb/platform.go, util/system/path.go)."""

from __future__ import annotations

# In the global scope; a stage sees them after an ARG of the same name. TARGETSTAGE has a value the file tells.
GLOBAL_ARGS = (
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
)

# Arguments of the builder itself that never become part of the environment.
SBOM_ARGS = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
