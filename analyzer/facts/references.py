"""Image references, split and normalised by the rules of Docker's reference grammar (github.com/distribution/reference)."""

from __future__ import annotations

DEFAULT_REGISTRY = "docker.io"
_LIBRARY = "library/"


class Reference:
    """The parts of a reference; what is not named is None."""

    __slots__ = ("digest", "registry", "repository", "tag")

    def __init__(self, registry: str | None, repository: str, tag: str | None, digest: str | None) -> None:
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest

    @property
    def name(self) -> str:
        """Registry and repository in full: ``docker.io/library/alpine`` (normalize.go, splitDockerDomain)."""
        registry = self.registry or DEFAULT_REGISTRY
        if registry == "index.docker.io":
            registry = DEFAULT_REGISTRY
        short = registry == DEFAULT_REGISTRY and "/" not in self.repository
        return f"{registry}/{_LIBRARY if short else ''}{self.repository}"


def split_reference(text: str) -> Reference:
    """Splits ``[registry/]repository[:tag][@digest]`` without judging the parts.

    The part before the first slash is a registry if it holds a dot, a colon or an upper-case letter, or is ``localhost``
    (splitDockerDomain).
    """
    name, _, digest = text.partition("@")
    registry: str | None = None
    head, slash, rest = name.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost" or head.lower() != head):
        registry, name = head, rest
    colon = name.rfind(":")
    tag = name[colon + 1 :] if colon > name.rfind("/") else None
    return Reference(registry, name if tag is None else name[:colon], tag, digest or None)


def familiar(name: str) -> str:
    """The shortest form of a full name: ``alpine``, ``bitnami/redis``, ``ghcr.io/owner/app`` (normalize.go, FamiliarName)."""
    return name.removeprefix(DEFAULT_REGISTRY + "/").removeprefix(_LIBRARY) if name.startswith(DEFAULT_REGISTRY) else name
