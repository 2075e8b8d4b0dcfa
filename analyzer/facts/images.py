"""Images: what FROM, COPY --from and RUN --mount=from name."""

from __future__ import annotations

from analyzer.facts.environment import HOLE
from analyzer.facts.known_image import KnownImage
from analyzer.facts.node import fact
from analyzer.facts.references import split_reference
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.references import Reference
    from analyzer.facts.stages import Stage
    from analyzer.syntax.nodes import Word


def _known(part: str | None) -> Text:
    return UNKNOWN if part is not None and HOLE in part else part


class Image(KnownImage):
    """What a FROM names: an image, an earlier stage or scratch."""

    sort = "image"
    role = "from"

    def __init__(self, instruction: Instruction, word: Word, stage: Stage | None) -> None:
        super().__init__(instruction, word.start, word.end)
        self.instruction = instruction
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
    def near_stage(self) -> Stage | Unknown | None:
        """The stage that it is a misspelt name of."""
        from analyzer.facts.near_stage import near_stage

        return near_stage(self)

    @fact
    def values(self) -> list[str] | Unknown:
        """All references it may be."""
        if isinstance(self.resolved, str):
            return [self.resolved]
        from analyzer.facts.alternatives import alternatives

        return alternatives(self.file.globals, self.text)

    @fact
    def is_stage(self) -> Truth:
        """It names an earlier stage."""
        base = self.stage.base_stage if self.stage is not None else None
        return UNKNOWN if isinstance(base, Unknown) else base is not None

    @fact
    def candidates(self) -> list[Stage]:
        """The earlier stages that a variable in it may choose; empty where its value is known."""
        if self.stage is None or not isinstance(self.stage.base_stage, Unknown):
            return []
        from analyzer.facts.graph import may_start_from

        earlier = {stage.name: stage for stage in self.file.stages[: self.stage.index] if stage.name is not None}
        return [earlier[name] for name in may_start_from(self.stage, earlier)]

    @fact
    def is_scratch(self) -> Truth:
        """It is the empty image; not where what is known of the reference does not fit that name."""
        if isinstance(self.resolved, Unknown):
            from analyzer.facts.graph import may_be

            partly = self.partly_resolved
            return UNKNOWN if isinstance(partly, Unknown) or may_be("scratch", partly.split(HOLE)) else False
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

    # --- its name

    @fact
    def kind(self) -> Text:
        """``stage``, ``scratch``, ``external``, or ``context`` for what can only be a named build context."""
        if isinstance(self.is_stage, Unknown) or isinstance(self.is_scratch, Unknown):
            return UNKNOWN
        if self.is_stage:
            return "stage"
        if self.is_scratch:
            return "scratch"
        parts = self.parts
        if parts is not None and parts.registry is None and parts.tag is None and parts.digest is None:
            from analyzer.facts.imagedata import IMAGES

            if "/" not in parts.repository and parts.repository not in IMAGES.table["library"]:
                return UNKNOWN if HOLE in parts.repository else "context"
        return "external"

    @property
    def external(self) -> Truth:
        """It is pulled from a registry."""
        if isinstance(self.is_stage, Unknown) or isinstance(self.is_scratch, Unknown):
            return UNKNOWN if self.is_stage is not False or self.parts is None else True
        return not self.is_stage and not self.is_scratch

    @fact
    def name(self) -> Text:
        """Registry and repository in full."""
        if self.external is not True:
            return UNKNOWN if self.external is UNKNOWN else None
        if self.parts is None or isinstance(self.registry, Unknown) or isinstance(self.repository, Unknown):
            return UNKNOWN
        return self.parts.name

    @property
    def host(self) -> Text:
        """The registry in any case: docker.io where none is named (distribution/reference, ParseNormalizedNamed)."""
        return self.name.partition("/")[0] if isinstance(self.name, str) else self.name

    @fact
    def familiar_name(self) -> Text:
        """Registry and repository in the shortest form."""
        from analyzer.facts.references import familiar

        return familiar(self.name) if isinstance(self.name, str) else self.name

    @fact
    def official(self) -> Truth:
        """It is one of the images in Docker Hub's ``library/``."""
        return self.name.startswith("docker.io/library/") if isinstance(self.name, str) else self.name

    @fact
    def platform(self) -> Text:
        """The platform a FROM asks for."""
        return self.stage.platform if self.stage is not None else None

    @fact
    def partial_tag(self) -> str:
        """The tag with `HOLE` for what is not known of it."""
        parts = self.parts
        if parts is None or (parts.tag is None and (isinstance(self.tag, Unknown) or parts.digest is not None)):
            return HOLE
        return parts.tag if parts.tag is not None else "latest"

    @fact
    def tag_precision(self) -> Text:
        """How closely the tag names one image; absent where there is no tag."""
        if not self.partial_tag or self.tag is None or self.external is False:
            return None
        from analyzer.facts.imagetag import precision

        return precision(self.partial_tag) or UNKNOWN

    @fact
    def version(self) -> Text:
        """The version the tag begins with; absent where it begins with none."""
        if self.tag is None or self.external is False:
            return None
        from analyzer.facts.imagetag import version_of, words_of

        first = words_of(self.partial_tag)[0]
        return UNKNOWN if HOLE in first else version_of(first)


class SourceImage(Image):
    """What COPY --from or the ``from`` of a mount names where it is no stage. Neither expands variables."""

    def __init__(self, instruction: Instruction, word: Word, role: str) -> None:
        super().__init__(instruction, word, None)
        self.role = role

    @fact
    def partly_resolved(self) -> str | Unknown:
        """The reference as it stands."""
        return self.text
