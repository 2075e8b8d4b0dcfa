"""What COPY and ADD take from the build context."""

from __future__ import annotations

import posixpath

from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Truth

_EVERYTHING = frozenset({"/", "/*", "/**"})


def copies_whole_context(instruction: Instruction) -> Truth:
    """COPY or ADD takes all that the build context holds: ``.``, ``/``, ``./`` or a wildcard for all of its top level.

    Sources are paths below the root of the context (dockerfile2llb/convert_copy.go).
    """
    if instruction.kind not in {"COPY", "ADD"}:
        return None
    if instruction.from_name is not None:
        return False
    whole: Truth = False
    for source in instruction.sources:
        value = source.value
        if isinstance(value, Unknown):
            whole = UNKNOWN
        elif value is not None and posixpath.normpath("/" + value.lstrip("/")) in _EVERYTHING:
            return True
    return whole
