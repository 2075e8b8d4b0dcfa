"""Adds an element to a list of a YAML file as text, so that its comments and layout stay."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import yaml


def added(text: str, key: str, element: str) -> str:
    """The text with an element at the end of the list below a key of the top level.

    `element` is the YAML of a list of one. Raises ValueError where the file is no such mapping, or its list is written in
    brackets.
    """
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        before = yaml.safe_load(text)
    except yaml.YAMLError:
        raise ValueError("it cannot be read as YAML") from None
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    found = [value for name, value in pairs if isinstance(name, yaml.ScalarNode) and name.value == key]
    if len(found) != 1 or not isinstance(found[0], yaml.SequenceNode) or found[0].flow_style or not found[0].value:
        raise ValueError(f"its {key} are no list of a line each")
    lines = text.splitlines(keepends=True)
    last = min(_last_line(found[0]), len(lines) - 1)
    while not lines[last].strip():  # a text of several lines ends where the next thing begins
        last -= 1
    indent = " " * (found[0].start_mark.column)
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[last].endswith("\n"):
        lines[last] += ending
    new = [f"{indent}{line}{ending}" for line in element.splitlines()]
    after = "".join([*lines[: last + 1], *new, *lines[last + 1 :]])
    if not _is_added(after, before, key, yaml.safe_load(element)):
        raise ValueError("it is written in a way that is not understood")
    return after


def _last_line(node: yaml.Node) -> int:
    """The number of the last line, from 0, on which something of the node stands."""
    import yaml

    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        end = node.end_mark
        return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)
    inner = node.value[-1]
    return max(_last_line(part) for part in (inner if isinstance(inner, tuple) else (inner,)))


def _is_added(text: str, before: Any, key: str, element: list[Any]) -> bool:
    import yaml

    try:
        after = yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return bool(after == {**before, key: [*before[key], *element]})
