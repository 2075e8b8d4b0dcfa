"""Fills message templates from captured nodes."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


MAX_VALUE = 80
_CONSIDERED = 50 * MAX_VALUE  # of a value, in which credentials are looked for before it is cut


def render(parts: tuple[Any, ...], env: dict[str, Any]) -> str:
    """The text of a template. Values of several nodes are listed once each; long values are cut, unknown ones are ``?``."""
    return "".join(part if isinstance(part, str) else _value(env[part[0]], part[1], part[2]) for part in parts)


def exact(parts: tuple[Any, ...], env: dict[str, Any]) -> str | None:
    """The text of a template with its values whole, those of several nodes and lists joined by spaces.

    None where a value is absent or unknown.
    """
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        name, attribute, frame = part
        captured = env[name]
        nodes = captured if isinstance(captured, list) else [captured]
        values = [getattr(node, attribute) for node in nodes]
        if any(value is UNKNOWN or value is None for value in values):
            if not frame:
                return None
            continue
        text = " ".join(" ".join(value) if isinstance(value, (list, tuple)) else _text(value) for value in values)
        texts.append(frame.replace("%", text) if frame else text)
    return "".join(texts)


class Perhaps(dict[str, "Any"]):
    """The captures of a match that is unknown, some of which may be missing: they show as ``?``."""

    def __missing__(self, name: str) -> list[Any]:
        return []


def _value(captured: Any, attribute: str, frame: str) -> str:
    nodes = captured if isinstance(captured, list) else [captured]
    if not nodes:
        return "" if frame else "?"
    text = ", ".join(dict.fromkeys(_text(getattr(node, attribute)) for node in nodes))
    text = " ".join(text[:_CONSIDERED].split())
    if len(text) > MAX_VALUE:
        from analyzer.facts.redact import redact

        text = redact(text)  # what is left of a credential that is cut off could not be told as one
        text = text[: MAX_VALUE - 1].rstrip() + "…"
    return frame.replace("%", text) if frame and text else text


def _text(value: Any) -> str:
    if value is UNKNOWN:
        return "?"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(item) for item in value)
    return str(value)
