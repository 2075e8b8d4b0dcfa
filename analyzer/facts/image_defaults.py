"""Which image a FROM names when no build argument is given (validations.go, validateBaseImagesWithDefaultArgs)."""

from __future__ import annotations

from analyzer.facts.environment import Undetermined
from analyzer.facts.predefined import GLOBAL_ARGS
from analyzer.facts.reference_grammar import is_reference
from analyzer.syntax.expansion import ExpansionError, expand_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage

_LONGEST = 1 << 16


def default_arguments(file: FileFacts) -> dict[str, str] | None:
    """The global arguments that have a value by default; None where a default cannot be expanded.

    What only the build knows of its platforms has some value of the right form.
    """
    values = {name: _predefined(name) for name in GLOBAL_ARGS}
    values["TARGETSTAGE"] = "default"
    for step in file.instructions:
        if step.kind == "FROM" and step.syntax.arguments:
            break
        for pair in step.syntax.pairs if step.kind == "ARG" and step.stage is None else ():
            if pair.value is not None:
                value = _expand(pair.value.text, values, file.escape)
                if value is None:
                    return None
                values[pair.key.text] = value
    return values


def names_image_by_default(stage: Stage) -> bool | None:
    """What FROM names is an image reference with these values; None where that cannot be told."""
    image, file = stage.image, stage.file
    if image is None or file.default_arguments is None:
        return None
    value = _expand(image.text, file.default_arguments, file.escape)
    return None if value is None else is_reference(value)


def _expand(text: str, values: dict[str, str], escape: str) -> str | None:
    budget = _LONGEST

    def lookup(name: str) -> str | None:
        nonlocal budget
        value = values.get(name)
        budget -= len(value or "")
        if budget < 0:
            raise Undetermined
        return value

    try:
        return expand_word(text, lookup, escape)
    except (ExpansionError, Undetermined):
        return None


def _predefined(name: str) -> str:
    if name.endswith("PLATFORM"):
        return "linux/amd64"
    return "linux" if name.endswith("OS") else "amd64" if name.endswith("ARCH") else ""
