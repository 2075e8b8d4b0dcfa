"""The facts of a file as plain data or text, for people who write rules."""

from __future__ import annotations

from analyzer.facts.schema import NODE, NODES, SORTS
from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Node

    Data = dict[str, "Data"] | list["Data"] | str | int | bool | None


def facts_data(file: FileFacts, sorts: tuple[str, ...] = ()) -> dict[str, Data]:
    """Every fact of every node: sort -> list of nodes, each with its ``at`` (line and column, from 1) and its facts.

    An absent fact is None; an unknown one is ``{"unknown": True}``. Of a node within a fact only its sort and place are given.
    """
    return {sort: [_node(node) for node in file.nodes(sort)] for sort in sorts or tuple(SORTS)}


def _node(node: Node) -> Data:
    data: dict[str, Data] = {"at": _place(node)}
    for name, field in SORTS[node.sort].fields.items():
        data[name] = _value(getattr(node, field.attribute), field.type)
    return data


def _value(value: object, type: str) -> Data:
    if isinstance(value, Unknown):
        return {"unknown": True}
    if value is None:
        return None
    if type == NODE:
        return _mention(value)  # type: ignore[arg-type]
    if type == NODES:
        return [_mention(node) for node in value]  # type: ignore[attr-defined]
    return list(value) if isinstance(value, list) else value  # type: ignore[return-value]


def _mention(node: Node) -> Data:
    return {"sort": node.sort, "at": _place(node)}


def _place(node: Node) -> str:
    line, column = node.file.source.position(node.start)
    return f"{line}:{column}"


def facts_text(file: FileFacts, sorts: tuple[str, ...] = ()) -> str:
    """The same as lines, absent facts left out: ``stage 1:1`` and below it ``  name: base``."""
    lines = []
    for sort, nodes in facts_data(file, sorts).items():
        for data in nodes if isinstance(nodes, list) else ():
            if isinstance(data, dict):
                lines.append(f"{sort} {data['at']}")
                shown = [name for name, value in data.items() if name != "at" and value not in (None, [])]
                lines += [f"  {name}: {_line(data[name])}" for name in shown]
    return "\n".join([*lines, ""])


def _line(value: Data) -> str:
    if isinstance(value, dict):
        return "unknown" if "unknown" in value else f"<{value['sort']} {value['at']}>"
    if isinstance(value, list):
        return ", ".join(map(_line, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
