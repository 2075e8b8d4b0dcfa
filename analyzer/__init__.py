"""BuildSecBot: a static analyzer and declarative rule engine for Dockerfiles.

The names below are loaded on first use, so that importing the package costs nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.api import check as check
    from analyzer.api import fix as fix
    from analyzer.api import load_rules as load_rules
    from analyzer.api import parse as parse
    from analyzer.lint.finding import Finding as Finding
    from analyzer.syntax.nodes import Document as Document

_HOMES = {
    "Document": "analyzer.syntax.nodes",
    "Finding": "analyzer.lint.finding",
    "check": "analyzer.api",
    "fix": "analyzer.api",
    "load_rules": "analyzer.api",
    "parse": "analyzer.api",
}
__all__ = ["Document", "Finding", "check", "fix", "load_rules", "parse"]


def __getattr__(name: str) -> "Any":
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
