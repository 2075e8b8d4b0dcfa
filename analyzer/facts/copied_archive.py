"""Archives that COPY brings and a later RUN unpacks."""

from __future__ import annotations

from analyzer.facts.places import join, known, name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.archives import Archive
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.words import Word


def copied_source(archive: Archive) -> Word | None:
    """The source of an earlier COPY or ADD of the stage that the archive is; what comes from another stage is none.

    The path that is unpacked is that of the destination, or the source's name in it: whether a destination without a slash at
    its end is a directory is told by who unpacks from it. Of a path that depends on the base image only the name is compared.
    """
    step = archive.instruction
    if archive.place is None or step.stage is None or step.onbuild:
        return None
    for earlier in reversed(step.stage.instructions):
        if earlier.kind in ("COPY", "ADD") and earlier.tick < step.tick and earlier.from_name is None:
            for source in earlier.sources:
                if _is(archive.place, earlier, source):
                    return source
    return None


def _is(place: str, step: Instruction, source: Word) -> bool:
    target = step.destination
    if not isinstance(source.value, str) or target is None:
        return False
    own = name(source.value.replace("\\", "/"))
    whole = step.layer.destination
    if whole is not None and place in (whole, join(whole, own)):
        return True
    return not known(place) and name(place) in (own, name(target.text.strip("\"'").replace("\\", "/")))
