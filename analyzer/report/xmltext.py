"""Text as XML 1.0."""

from __future__ import annotations

from analyzer.report.visible import visible

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escape(text: str) -> str:
    """Text for an element or a quoted attribute, of XML and HTML. What cannot be shown, and so what XML 1.0 lacks, is escaped.

    No command of GitHub's runner, ``##[name]``, is left in it.
    """
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;").replace("##[", "##&#91;")


def element(name: str, attributes: dict[str, str | int], close: str = "/") -> str:
    """A start tag, or with `close` as it is an empty element."""
    given = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{given}{close}>"
