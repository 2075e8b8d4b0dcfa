"""What is kept of functions that a check of a plain file does not call: their names, and apart from them the code.

Most of the time it takes to read kept modules goes into code that does not run. In place of such functions a module or class
gets, by one call of COLD in its globals, something that takes the code when it is first used (`analyzer.modules.Cold`).
"""

from __future__ import annotations

import ast
import marshal

from analyzer.modules import COLD, HEAD, SIZE
from analyzer.resources import built_path, read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType
    from typing import Any

    Key = tuple[str, int]  # the qualified name of a function and its first line
    Cold = dict[Key, CodeType]

NAME = "called.functions"  # the built file: MODULE:QUALIFIED NAME of what plain files call
DECORATORS = ("fact", "property", "staticmethod", "classmethod")  # those that are put on again


def called_functions() -> frozenset[str]:
    """What plain files call, as it was found when the package was built; empty where nobody has looked."""
    try:
        return frozenset(marshal.loads(read_bytes(built_path(NAME))))
    except (OSError, ValueError, EOFError, TypeError):
        return frozenset()


def split(tree: ast.Module, module: str, called: frozenset[str], area: bytearray, compiled: Callable[[], CodeType]) -> CodeType:
    """The code of a module, as `compiled` makes it of the tree, without what is not called, which goes to the area."""
    whole = compiled()
    cold: Cold = {
        (code.co_qualname, code.co_firstlineno): code
        for code in _functions(whole)
        if f"{module}:{code.co_qualname}" not in called and not code.co_freevars
    }
    if not cold:
        return whole
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            statement.body = _without(statement.body, module, statement.name + ".", cold, area) or [ast.Pass()]
    tree.body = _without(tree.body, module, "", cold, area)
    return compiled()


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, without those within functions."""
    for inner in code.co_consts:
        if isinstance(inner, type(code)) and "<" not in inner.co_qualname:
            if inner.co_flags & 2:  # it has variables of its own: a function; a class has none
                yield inner
            else:
                yield from _functions(inner)


def _without(body: list[ast.stmt], module: str, owner: str, cold: Cold, area: bytearray) -> list[ast.stmt]:
    """The statements of a module or class without its cold functions, which one statement before them makes up for."""
    kept: list[ast.stmt] = []
    left: dict[str, int] = {}
    used = _used(body)
    for statement in body:
        code = cold.get(_key(statement, owner))
        if isinstance(statement, ast.FunctionDef) and code is not None and _is_plain(statement, owner, used):
            left[statement.name] = HEAD + len(area)
            content = marshal.dumps((module, statement.name, _decorator(statement), code, *_defaults(statement.args)))
            area += len(content).to_bytes(SIZE, "little") + content
        else:
            kept.append(statement)
    if left:
        space = ast.Call(ast.Name("locals", ast.Load()), [], [])
        constants: list[Any] = [tuple(left), tuple(left.values())]
        given: list[ast.expr] = [space, *map(ast.Constant, constants)]
        kept.insert(0, ast.Expr(ast.Call(ast.Name(COLD, ast.Load()), given, [])))
    return kept


def _key(statement: ast.stmt, owner: str) -> Key:
    if not isinstance(statement, ast.FunctionDef):
        return "", 0
    first = statement.decorator_list[0] if statement.decorator_list else statement
    return owner + statement.name, first.lineno


def _used(body: list[ast.stmt]) -> list[str]:
    """Names that the statements themselves use or define, each as often as they do; what is within functions does not count."""
    found: list[str] = []
    for statement in body:
        parts: list[ast.AST] = [statement]
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(statement.name)
            given = statement.args
            parts = [*statement.decorator_list, *given.defaults, *(each for each in given.kw_defaults if each is not None)]
        elif isinstance(statement, ast.ClassDef):
            found.append(statement.name)
            continue
        found += [node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
    return found


def _is_plain(statement: ast.FunctionDef, owner: str, used: list[str]) -> bool:
    """The function can be put together again from its code and constants, and nothing asks for it before."""
    name, given = statement.name, statement.args
    if name.startswith("__"):  # the interpreter asks for it, or it has another name in the class
        return False
    if not all(isinstance(each, ast.Constant) for each in (*given.defaults, *given.kw_defaults) if each is not None):
        return False
    if not owner:
        return not statement.decorator_list and used.count(name) == 1
    decorators = [each.id if isinstance(each, ast.Name) else "" for each in statement.decorator_list]
    return used.count(name) == 1 and (not decorators or (len(decorators) == 1 and decorators[0] in DECORATORS))


def _decorator(statement: ast.FunctionDef) -> str:
    return statement.decorator_list[0].id if statement.decorator_list else ""  # type: ignore[attr-defined]


def _defaults(given: ast.arguments) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The values of parameters by their place, and those by name."""
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    return (
        tuple(each.value for each in given.defaults if isinstance(each, ast.Constant)),
        {arg.arg: each.value for arg, each in named if isinstance(each, ast.Constant)},
    )
