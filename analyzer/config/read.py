"""A configuration file from its bytes to a layer, and that layer from the cache where the bytes are known."""

from __future__ import annotations

import marshal
import os

from analyzer.config.layer import Layer
from analyzer.digest import sha256_hex
from analyzer.jsoncache import JsonCache
from analyzer.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.rules.document import Mapping, Value
    from analyzer.rules.errors import Mark, Problem

# Marshalled: importing json takes longer than checking a file.
CACHE = JsonCache("config", f"buildsecbot config 3 {VERSION}", most=200, ending=".values")


def read_file(path: str, content: bytes | None = None) -> Layer:
    """The layer of a configuration file of any of the known forms. Raises ConfigErrors and OSError."""
    if content is None:
        with open(path, "rb") as file:
            content = file.read()
    folder = os.path.dirname(os.path.abspath(path))
    name = os.path.basename(path).encode("utf-8", "surrogateescape")
    key = sha256_hex(name + b"\n" + content)
    values = _kept(key)
    if values is None:
        values = _parse(path, content)
        CACHE.save_bytes(key, marshal.dumps(values))
    layer = Layer(values, path, folder)
    layer.content = content
    return layer


def read_hadolint(path: str) -> dict[str, Any]:
    """What a configuration of hadolint says, in its own terms (`analyzer.config.hadolint.read_values`), whatever its name.

    Raises ConfigErrors and OSError.
    """
    from analyzer.config import hadolint
    from analyzer.config.errors import ConfigErrors
    from analyzer.config.values import Checker

    with open(path, "rb") as file:
        content = file.read()
    key = sha256_hex(b"hadolint\n" + content)
    kept = _kept(key)
    if kept is not None:
        return kept
    problems: list[Problem] = []
    document = _document(path, content, problems)
    values = hadolint.read_values(document, Checker(problems)) if document is not None else {}
    if problems:
        raise ConfigErrors(problems)
    CACHE.save_bytes(key, marshal.dumps(values))
    return values


def _kept(key: str) -> dict[str, Any] | None:
    data = CACHE.load_bytes(key)
    try:
        values = marshal.loads(data) if data is not None else None
    except (ValueError, EOFError, TypeError):
        return None
    return values if isinstance(values, dict) else None


def _parse(path: str, content: bytes) -> dict[str, Any]:
    from analyzer.config import hadolint
    from analyzer.config.errors import ConfigErrors
    from analyzer.config.values import Checker

    problems: list[Problem] = []
    document = _document(path, content, problems)
    values: dict[str, Any] = {}
    if document is not None:
        check = Checker(problems)
        foreign = hadolint.is_hadolint(os.path.basename(path), document)
        values = hadolint.layer_values(document, check) if foreign else check.file(document)
    if problems:
        raise ConfigErrors(problems)
    return values


def _document(path: str, content: bytes, problems: list[Problem]) -> Value | None:
    """The values of a file with their places; None for an empty file, or where `problems` say why."""
    from analyzer.rules.document import read
    from analyzer.rules.errors import Mark, Problem

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problems.append(Problem(Mark(path, line, column), "C001", "the file is not UTF-8"))
        return None
    if path.endswith(".toml"):
        from analyzer.config.toml import read_table

        return read_table(text, path, problems)
    if not any(line.strip() and not line.lstrip().startswith("#") and line.strip() != "---" for line in text.splitlines()):
        return None
    return read(text, path, problems)


def place(layer: Layer, keys: tuple[str | int, ...], text: str) -> Mark:
    """Where a text stands in the file of a layer: below these keys, as a key or a value."""
    from analyzer.rules.document import Listing, Mapping
    from analyzer.rules.errors import Mark

    if not layer.origin:
        return Mark("the command line", 1, 1)
    value: Value | None = _document(layer.origin, layer.content, [])
    for key in (*layer.at, *keys):
        inner: Value | None = None
        if isinstance(value, Mapping) and isinstance(key, str):
            inner = value.get(key)
        elif isinstance(value, Listing) and isinstance(key, int) and key < len(value.items):
            inner = value.items[key]
        if inner is None:
            break
        value = inner
    return _written_at(value, text) if value is not None else Mark(layer.origin, 1, 1)


def _written_at(value: Value, text: str) -> Mark:
    """Where a text stands within a value; the place of the value where it does not."""
    from analyzer.rules.document import Listing, Mapping, Scalar

    pending: list[Value] = [value]
    while pending:
        at = pending.pop(0)
        if isinstance(at, Scalar) and at.text == text:
            return at.mark
        if isinstance(at, Listing):
            pending += at.items
        elif isinstance(at, Mapping):
            pending += _written(at)
    return value.mark


def _written(mapping: Mapping) -> list[Value]:
    """The keys and values of a mapping, as they are written."""
    return [value for entry in mapping.entries for value in entry]
