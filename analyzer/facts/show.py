"""The facts of a file as plain data or text, for people who write rules."""

from __future__ import annotations

from analyzer.facts.redact import known_values, redact
from analyzer.facts.schema import NODE, NODES, SORTS
from analyzer.facts.secret_values import masked
from analyzer.facts.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Node

    Data = dict[str, "Data"] | list["Data"] | str | int | bool | None


def facts_data(file: FileFacts, sorts: tuple[str, ...] = ()) -> dict[str, Data]:
    """Every fact of every node: sort -> list of nodes, each with its ``at`` (line and column, from 1) and its facts.

    An absent fact is None; an unknown one is ``{"unknown": True}``. Of a node within a fact only its sort and place are given.
    Credentials are masked.
    """
    known = known_values(file)
    return {sort: [_node(node, known) for node in file.nodes(sort)] for sort in sorts or tuple(SORTS)}


def _node(node: Node, known: list[str]) -> Data:
    inner = [
        one.value for one in node.file.secrets if node.start < one.end and one.start < node.end and one.literal and one.value
    ]
    data: dict[str, Data] = {"at": _place(node)}
    for name, field in SORTS[node.sort].fields.items():
        data[name] = _masked(_value(getattr(node, field.attribute), field.type), known, inner)
    return data


def _masked(data: Data, known: list[str], inner: list[str]) -> Data:
    """The same without credentials; `inner` are those of the node itself, which are left out whatever stands around them."""
    if isinstance(data, list):
        return [_masked(one, known, inner) for one in data]
    if isinstance(data, str):
        for value in inner:
            data = data.replace(value, masked(value))
        return redact(data, known)
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
