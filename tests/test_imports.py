"""Who imports whom, and what a run on one file loads."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "analyzer"
# Each layer may import the layers above it; what stands in one line never imports each other.
LAYERS = (
    (
        "resources",
        "version",
        "vocabulary",
        "digest",
        "jsoncache",
        "modules",
        "module_code",
        "cold_code",
        "native",
        "packed",
        "interrupts",
    ),
    ("source",),
    ("grammar",),
    ("syntax", "shell"),
    ("facts",),
    ("rules", "fixes"),
    ("lint",),
    ("report", "compliance", "providers"),
    ("config",),
    ("runtime", "lsp"),
    ("mcp",),
    ("api",),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
FORBIDDEN = {
    *("lark", "docker", "jsonschema", "prometheus_client", "yaml", "pygls", "mcp", "asyncio"),
    *("argparse", "dataclasses", "hashlib", "importlib.metadata", "inspect", "pathlib", "typing"),
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "build_hook.py")


def home(parts: tuple[str, ...]) -> str:
    """The package or single module below ``analyzer`` that a dotted name or path belongs to."""
    return parts[1] if len(parts) > 1 else "__init__"


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found.update([f"{module}.{alias.name}" for alias in node.names] if module == "analyzer" else [module])
    return {name for name in found if name.split(".")[0] == "analyzer"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_layers_below_its_own(path: Path) -> None:
    own = home(("analyzer", *path.relative_to(PACKAGE).with_suffix("").parts))
    assert own in RANK, f"{own} has no place in the import map"
    if own == "__init__":
        return
    for name in imported(path):
        other = home(tuple(name.split(".")))
        assert other in RANK, f"{name} has no place in the import map"
        assert other == own or RANK[other] < RANK[own] or other in LAYERS[0], f"{own} must not import {name}"


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from analyzer.cli.main import main
main(["check", sys.argv[2]])
print(json.dumps(sorted(sys.modules)))
"""
DOCKERFILE = """\
FROM alpine:3.20
RUN apk add --no-cache curl=8.1.2-r0 && echo "$HOME" | wc
COPY ["a", "/b/"]
USER 1
"""


def test_checking_a_file_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(DOCKERFILE)
    arguments = ["-c", PROGRAM, str(PACKAGE.parent), str(file)]
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)  # makes the built files where they are stale
    # Without site-packages: only the standard library is there, and nothing that other packages hook into the start.
    done = subprocess.run([sys.executable, "-I", "-S", *arguments], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "analyzer.lint.check" in loaded
    assert not loaded & FORBIDDEN
