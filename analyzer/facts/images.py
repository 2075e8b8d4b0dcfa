"""Image references: what FROM names, split by the rules of Docker's reference grammar."""

from __future__ import annotations

from analyzer.facts.environment import HOLE
from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.stages import Stage
    from analyzer.syntax.nodes import Word


class Reference:
    """The parts of a reference; what is not named is None."""

    __slots__ = ("digest", "registry", "repository", "tag")

    def __init__(self, registry: str | None, repository: str, tag: str | None, digest: str | None) -> None:
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest


def split_reference(text: str) -> Reference:
    """Splits ``[registry/]repository[:tag][@digest]`` without judging the parts.

    The part before the first slash is a registry if it holds a dot, a colon or an upper-case letter, or is ``localhost``
    (github.com/distribution/reference, splitDockerDomain).
    """
    name, _, digest = text.partition("@")
    registry: str | None = None
    head, slash, rest = name.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost" or head.lower() != head):
        registry, name = head, rest
    colon = name.rfind(":")
    tag = name[colon + 1 :] if colon > name.rfind("/") else None
    return Reference(registry, name if tag is None else name[:colon], tag, digest or None)


def _known(part: str | None) -> Text:
    return UNKNOWN if part is not None and HOLE in part else part


class Image(Node):
    """The image a FROM names."""

    sort = "image"

    def __init__(self, stage: Stage, word: Word) -> None:
        super().__init__(stage.from_instruction, word.start, word.end)
        self.stage = stage
        self.word = word
        self.text = word.text

    @fact
    def partly_resolved(self) -> str | Unknown:
        """The reference with what is known expanded and `HOLE` for each variable that is not."""
        return self.file.globals.expand_partly(self.text)

    @fact
    def resolved(self) -> str | Unknown:
        """The reference with its variables expanded; unknown if one has no value."""
        partly = self.partly_resolved
        return UNKNOWN if isinstance(partly, Unknown) or HOLE in partly else partly

    @fact
    def is_stage(self) -> Truth:
        """It names an earlier stage."""
        base = self.stage.base_stage
        return UNKNOWN if isinstance(base, Unknown) else base is not None

    @fact
    def is_scratch(self) -> Truth:
        """It is the empty image."""
        if isinstance(self.resolved, Unknown):
            return UNKNOWN
        return self.resolved == "scratch" and self.is_stage is False

    @fact
    def parts(self) -> Reference | None:
        """The split reference, unknown parts holding `HOLE`; None where nothing can be told."""
        partly = self.partly_resolved
        if isinstance(partly, Unknown) or partly == HOLE:
            return None
        return split_reference(partly)

    @fact
    def registry(self) -> Text:
        """Host and port. A variable at the beginning may bring one, or be a part of the name."""
        if self.parts is None:
            return UNKNOWN
        if self.parts.registry is None and HOLE in self.parts.repository:
            return UNKNOWN
        return _known(self.parts.registry)

    @fact
    def repository(self) -> Text:
        """The name without registry, tag and digest."""
        if self.parts is None or (self.parts.registry is not None and HOLE in self.parts.registry):
            return UNKNOWN
        return _known(self.parts.repository)

    @fact
    def tag(self) -> Text:
        """The tag. Behind a name that ends in a variable without a tag of its own, the variable may hold one."""
        parts = self.parts
        if parts is None or (parts.tag is None and parts.digest is None and parts.repository.endswith(HOLE)):
            return UNKNOWN
        return _known(parts.tag)

    @fact
    def digest(self) -> Text:
        """The digest. A variable at the end of a reference without one may hold it."""
        partly = self.partly_resolved
        if self.parts is None or isinstance(partly, Unknown) or (self.parts.digest is None and partly.endswith(HOLE)):
            return UNKNOWN
        return _known(self.parts.digest)

    @fact
    def floating(self) -> Truth:
        """What it names can change: no tag, or ``latest``, and no digest."""
        if self.is_stage is True or self.is_scratch is True:
            return False
        if isinstance(self.digest, str):
            return False
        if isinstance(self.tag, Unknown):
            return UNKNOWN
        if self.tag not in {None, "latest"}:
            return False
        return UNKNOWN if self.digest is UNKNOWN or self.is_stage is UNKNOWN else True
