"""What is kept of modules (analyzer.modules): their code, without what only people and type checkers read."""

from __future__ import annotations
import __future__

import ast
import marshal
import os
import sys
from functools import partial

from analyzer.cold_code import called_functions, split
from analyzer.modules import MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from analyzer.modules import Entry


PLAIN = (
    "cli.check_command", "config.read", "facts.additions", "facts.archives", "facts.bodies", "facts.circles", "facts.consent",
    "facts.contents", "facts.copies", "facts.exec_form", "facts.expansions", "facts.features", "facts.filling",
    "facts.given_settings", "facts.in_force", "facts.indexes", "facts.layer_words", "facts.layering", "facts.layers",
    "facts.near_stage", "facts.packages", "facts.platform_flag", "facts.progress", "facts.residue", "facts.secret_pairs",
    "facts.secrets", "facts.shell_comments", "facts.tools", "facts.variables", "facts.windows", "interrupts", "lint.check",
    "report.as_text", "shell.actions", "shell.language_packages", "shell.system_packages",
)  # fmt: skip
"""What a check of a plain file comes to; these and all that they import where they begin are made at once."""


_trees: dict[str, ast.Module] = {}  # of files whose code is still to be made


def plain_modules() -> tuple[list[Entry], bytes]:
    """Those of a plain file, in the order in which they can be made, and the code of functions that it does not call.

    Raises OSError where a file is gone.
    """
    names = [f"analyzer.{name}" for name in PLAIN]
    for name in names:
        __import__(name)
    called, area = called_functions(), bytearray()
    return [_entry(name, partial(_linked_code, name, called, area)) for name in _in_order(names)], bytes(area)


def other_modules(known: set[str]) -> dict[str, bytes]:
    """All others that were imported and are not known, each marshalled. Raises OSError where a file is gone."""
    names = [name for name in sys.modules if name.startswith("analyzer.") and name not in known]
    return {name: marshal.dumps(_entry(name, _code)) for name in names}


def _entry(name: str, code_of: Callable[[str], CodeType]) -> Entry:
    module = sys.modules[name]
    path = str(module.__file__)
    status = os.stat(path)
    return name, hasattr(module, "__path__"), path, status.st_mtime_ns, status.st_size, code_of(path)


def _code(path: str) -> CodeType:
    """The code of a source file, without docstrings, assertions, annotations of functions, and what is for type checkers.

    It runs as the file does: nothing on the way of a check asks for those. Lines are those of the file.
    """
    tree = _parsed(path)
    tree.body = _lean(tree.body)
    return _compiled(tree, path)


def _linked_code(name: str, called: frozenset[str], area: bytearray, path: str) -> CodeType:
    """The same, but its first imports of ours take the modules from the mapping MODULES in its globals.

    They are there, and the statement would take six times as long. What is not `called` is apart from it, in the area; where
    nothing is known of that, it all stays.
    """
    tree = _trees.pop(path, None) or _parsed(path)
    tree.body = [each for statement in _lean(tree.body) for each in _linked(statement)]
    return split(tree, name, called, area, lambda: _compiled(tree, path)) if called else _compiled(tree, path)


def _compiled(tree: ast.Module, path: str) -> CodeType:
    ast.fix_missing_locations(tree)
    code: CodeType = compile(tree, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=2)
    return code


def _parsed(path: str) -> ast.Module:
    with open(path, "rb") as file:
        return ast.parse(file.read())


def _linked(statement: ast.stmt) -> list[ast.stmt]:
    """``from analyzer.a import b`` as ``b = MODULES["analyzer.a"].b``; any other statement as it is."""
    if not isinstance(statement, ast.ImportFrom) or not (statement.module or "").startswith("analyzer"):
        return [statement]
    found: list[ast.stmt] = []
    for alias in statement.names:
        module = ast.Subscript(ast.Name(MODULES, ast.Load()), ast.Constant(statement.module), ast.Load())
        target = ast.Name(alias.asname or alias.name, ast.Store())
        found.append(ast.copy_location(ast.Assign([target], ast.Attribute(module, alias.name, ast.Load())), statement))
    return found


def _lean(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without what is left out; those of functions and blocks within them, too."""
    found: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            continue  # a flag of the compiler says the same
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Name) and statement.test.id == "TYPE_CHECKING":
            found += _lean(statement.orelse)
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            given = statement.args
            for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
                if arg is not None:
                    arg.annotation = None
            statement.returns = None
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if inner:
                setattr(statement, name, _lean(inner) or [ast.Pass()])
        found.append(statement)
    return found


def _in_order(names: list[str]) -> list[str]:
    """The modules and all of ours they import where they begin, such that each comes behind those that it imports."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    pending = [(name, False) for name in names]
    while pending:
        name, finished = pending.pop()
        if finished:
            done[name] = None
        elif name not in begun:
            begun.add(name)
            needed = {name.rpartition(".")[0], *_imported(sys.modules[name].__file__ or "")} & sys.modules.keys()
            pending.append((name, True))
            pending += [(other, False) for other in sorted(needed - begun) if other.startswith("analyzer.")]
    return list(done)


def _imported(path: str) -> set[str]:
    """What the statements of a file import when it is loaded, modules and names alike."""
    found: set[str] = set()
    tree = _trees[path] = _parsed(path)
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            found.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            found.update([statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)])
    return found
