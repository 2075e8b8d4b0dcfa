"""Which hints and lenses are shown, as the editor's settings say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class HintOptions:
    """Kinds of inlay hints.

    `variables` are the values of what BuildKit expands, `scripts` those of what the shell of a step expands; `users` tells who
    runs a step where the stage does not say it, `stages` the numbers of stages, `layers` those of layers. `length` is the most
    characters of a value.
    """

    variables: bool = True
    scripts: bool = False
    users: bool = True
    stages: bool = True
    layers: bool = False
    length: int = 40


@dataclass(frozen=True, slots=True)
class LensOptions:
    """Kinds of code lenses: the `uses` of a stage, and what is to be said of `layers`."""

    uses: bool = True
    layers: bool = True


@dataclass(frozen=True, slots=True)
class Display:
    """What is shown in the text. The settings are ``{"hints": {"users": false}, "lenses": {"layers": false}}``.

    For `hints` or `lenses` as a whole, false switches all of them off.
    """

    hints: HintOptions = HintOptions()
    lenses: LensOptions = LensOptions()


def display(settings: Mapping[str, Any]) -> Display:
    """The settings of an editor; what is no setting, or not of its type, is left as it is by default."""
    return Display(
        HintOptions(**_given(HintOptions(), settings.get("hints"))),
        LensOptions(**_given(LensOptions(), settings.get("lenses"))),
    )


def _given(default: HintOptions | LensOptions, settings: Any) -> dict[str, Any]:
    types = {field.name: type(getattr(default, field.name)) for field in fields(default)}
    if settings is False:
        return {name: False for name, kind in types.items() if kind is bool}
    if not isinstance(settings, dict):
        return {}
    return {name: value for name, value in settings.items() if name in types and type(value) is types[name]}
