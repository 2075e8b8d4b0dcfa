"""The reference of facts, ``docs/facts.md``, from the schema: ``python -m analyzer.facts.reference > docs/facts.md``."""

from __future__ import annotations

import sys

from analyzer.facts.predicates import PREDICATES
from analyzer.facts.schema import NODE, NODES, SORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.schema import Field, Sort

_HEAD = """\
# Facts

What a rule can ask of a Dockerfile. This page is made from the schema (`analyzer/facts/schema.py`):

```sh
python -m analyzer.facts.reference > docs/facts.md
```

A *sort* is a kind of node that a rule can match; its *fields* are the facts of one. A fact may be absent, as the tag of an
image without one, and it may be unknown: where a build argument without a value decides, where a shell body could not be
read, or where only the base image tells. A test of an unknown fact is unknown, and a rule fires on true only.

`buildsecbot ast --facts FILE` prints the facts of a file.

| type | value |
|---|---|
| string, number, boolean | one value |
| strings | a list of texts |
| node *sort* | another node |
| nodes *sort* | a list of nodes |
"""


def reference() -> str:
    """The page as Markdown."""
    parts = [_HEAD, "## Sorts\n", *(f"- [`{name}`](#{name}): {_sentence(sort.doc)}" for name, sort in SORTS.items()), ""]
    for sort in SORTS.values():
        parts += _section(sort)
    parts += ["## Predicates\n", "Named properties of a text, for `is:` and `is-not:`.\n"]
    parts += ["| predicate | holds where |", "|---|---|"]
    parts += [f"| `{one.name}` | {_cell(' '.join(one.doc.split()))} |" for one in PREDICATES.values()]
    return "\n".join([*parts, ""])


def _section(sort: Sort) -> list[str]:
    head = f"In a head: `{sort.name}: any`" + (f", or `{sort.name}: VALUE` for its `{sort.head}`." if sort.head else ".")
    rows = [f"| `{field.name}` | {_type(field)} | {_cell(field.doc)} |" for field in sort.fields.values()]
    return [f"## {sort.name}\n", f"{_sentence(sort.doc)} {head}\n", "| field | type | meaning |", "|---|---|---|", *rows, ""]


def _type(field: Field) -> str:
    return f"{field.type} [{field.target}](#{field.target})" if field.type in (NODE, NODES) else field.type


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*")


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


if __name__ == "__main__":
    sys.stdout.write(reference())
