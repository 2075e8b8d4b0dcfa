"""What is kept of functions that a check of a plain file does not call: a stub, and apart from it the code.

Most of the time it takes to read kept modules goes into code that does not run. A stub has the signature of its function; when
it is called, it asks COLD in its globals (`analyzer.modules`) for the function with its code, and calls that.
"""

from __future__ import annotations

import ast
import marshal

from analyzer.resources import built_path, read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

NAME = "called.functions"  # the built file: MODULE:QUALIFIED NAME of what plain files call
COLD = "__cold__"
WORTH = 500  # bytes of code; a stub takes half as many


def called_functions() -> frozenset[str]:
    """What plain files call, as it was found when the package was built; empty where nobody has looked."""
    try:
        return frozenset(marshal.loads(read_bytes(built_path(NAME))))
    except (OSError, ValueError, EOFError, TypeError):
        return frozenset()


def split(tree: ast.Module, module: str, called: frozenset[str], area: bytearray, compiled: Callable[[], CodeType]) -> CodeType:
    """The code of a module, as `compiled` makes it of the tree, with stubs; the code of what is not called goes to the area."""
    whole = compiled()
    places: dict[tuple[str, int], tuple[int, int]] = {}
    for code in _functions(whole):
        content = marshal.dumps(code)
        if f"{module}:{code.co_qualname}" not in called and not code.co_freevars and len(content) > WORTH:
            places[code.co_qualname, code.co_firstlineno] = len(area), len(content)
            area += content
    if not places:
        return whole
    _stub(tree.body, "", places)
    return compiled()


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, without those within functions."""
    for inner in code.co_consts:
        if isinstance(inner, type(code)) and "<" not in inner.co_qualname:
            if inner.co_flags & 2:  # it has variables of its own: a function; a class has none
                yield inner
            else:
                yield from _functions(inner)


def _stub(body: list[ast.stmt], owner: str, places: dict[tuple[str, int], tuple[int, int]]) -> None:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            _stub(statement.body, f"{owner}{statement.name}.", places)
        elif isinstance(statement, ast.FunctionDef):
            first = statement.decorator_list[0] if statement.decorator_list else statement
            place = places.get((owner + statement.name, first.lineno))
            if place is not None:
                statement.body = [ast.copy_location(_call(statement.args, place), statement)]
                ast.fix_missing_locations(statement)


def _call(given: ast.arguments, place: tuple[int, int]) -> ast.Return:
    """``return COLD(PLACE, SIZE)(...)`` with all that was given."""
    values: list[ast.expr] = [_name(arg) for arg in (*given.posonlyargs, *given.args)]
    if given.vararg is not None:
        values.append(ast.Starred(_name(given.vararg), ast.Load()))
    named = [ast.keyword(arg.arg, _name(arg)) for arg in given.kwonlyargs]
    if given.kwarg is not None:
        named.append(ast.keyword(None, _name(given.kwarg)))
    found = ast.Call(ast.Name(COLD, ast.Load()), [ast.Constant(number) for number in place], [])
    return ast.Return(ast.Call(found, values, named))


def _name(arg: ast.arg) -> ast.Name:
    return ast.Name(arg.arg, ast.Load())
