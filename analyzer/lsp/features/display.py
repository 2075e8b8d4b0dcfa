"""Which hints and lenses are shown, as the editor's settings say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

_TYPES = {bool: "switch, true or false", int: "number"}


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


def display(hints: Any = None, lenses: Any = None) -> tuple[Display, list[str]]:
    """What an editor's settings `hints` and `lenses` come to, and what is wrong with them; that is left as it is by default."""
    problems: list[str] = []
    found = Display(
        HintOptions(**_given("hints", HintOptions(), hints, problems)),
        LensOptions(**_given("lenses", LensOptions(), lenses, problems)),
    )
    return found, problems


def _given(name: str, default: HintOptions | LensOptions, settings: Any, problems: list[str]) -> dict[str, Any]:
    types = {field.name: type(getattr(default, field.name)) for field in fields(default)}
    if settings is None or isinstance(settings, bool):
        return {} if settings is not False else {key: False for key, kind in types.items() if kind is bool}
    if not isinstance(settings, dict):
        problems.append(f"{name} is true, false or a mapping")
        return {}
    problems += [f"{name} knows no {key!r}, but {', '.join(types)}" for key in settings if key not in types]
    given = {key: value for key, value in settings.items() if key in types}
    problems += [f"{name}: {key} is a {_TYPES[types[key]]}" for key, value in given.items() if type(value) is not types[key]]
    return {key: value for key, value in given.items() if type(value) is types[key]}
