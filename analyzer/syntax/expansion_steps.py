"""What is done at each part of a word: the branches of BuildKit's shell/lex.go.

A step gets the expansion under way and its node. Nodes that open something put what follows on the stack: first what
closes it, as a node with a name of its own, then the parts within.
"""

from __future__ import annotations

from analyzer.syntax.expansion_error import ExpansionError, ExpansionLimitError
from analyzer.syntax.expansion_patterns import PatternError, PatternLimitError, replace, trim_prefix, trim_suffix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from analyzer.grammar.driver import Tree
    from analyzer.syntax.expansion_evaluator import Expander

_MISSING_BRACE, _MISSING_SLASH = "syntax error: missing '}'", "syntax error: missing '/' in ${}"
_NO_QUOTE = "unexpected end of statement while looking for matching"
_REPLACED_LIMIT = 1 << 20  # characters that ${name//p/r} may put


class _Argument:
    """A reference whose argument is being expanded: where it starts in the output, and what to go back to."""

    __slots__ = ("mark", "name", "operator", "pattern", "raw_escapes")

    def __init__(self, name: str, operator: str, mark: int, raw_escapes: bool) -> None:
        self.name = name
        self.operator = operator
        self.mark = mark
        self.raw_escapes = raw_escapes
        self.pattern = ""


def _escape(run: Expander, node: Tree) -> None:
    run.out.append(run.text[node[1] if run.raw_escapes else node[1] + 1 : node[2]])


def _quoted_backslash(run: Expander, node: Tree) -> None:
    """An escape character that escapes nothing, in double quotes. Kept raw it comes twice."""
    run.out.append(run.text[node[1]] * (2 if run.raw_escapes else 1))


def _single(run: Expander, node: Tree) -> None:
    text = run.text[node[1] : node[2]]
    run.out.append(text if run.raw_quotes else text[1:-1])


def _double(run: Expander, node: Tree) -> None:
    _, _, end, children = node
    if run.raw_quotes:
        run.out.append('"')
        run.work.append(("QUOTED", end - 1, end, None))
    run.work += (children or [])[::-1]


def _variable(run: Expander, node: Tree) -> None:
    _, start, end, children = node
    name = run.text[children[0][1] : children[0][2]] if children else run.text[start + 1 : end]
    value = run.value(name)
    if value is not None:
        run.out.append(value)
    elif run.skip_unset:
        run.out.append(run.text[start:end])


def _open(run: Expander, node: Tree, missing: str) -> tuple[_Argument, list[Tree]]:
    """Opens the argument of a reference; gives it and the parts behind the operator."""
    children: list[Tree] = node[3] or []
    name, at = "", 0
    if children[0][0] == "NAME":
        name, at = run.text[children[0][1] : children[0][2]], 1
    operator = run.text[children[at][1] : children[at][2]]
    run.out.append("")  # the place of what precedes the argument, where the reference is left as it is
    argument = _Argument(name, operator, len(run.out), run.raw_escapes)
    run.open_arguments.append(missing)
    run.raw_escapes = operator[0] in "#%/"
    return argument, children[at + 1 :]


def _close(run: Expander, argument: _Argument) -> str | None:
    """Closes an argument; gives the value of the variable it belongs to."""
    run.open_arguments.pop()
    run.raw_escapes = argument.raw_escapes
    return run.value(argument.name)


def _leave(run: Expander, argument: _Argument, before: str) -> None:
    """Keeps a reference to a variable that is not set, its argument expanded."""
    run.out[argument.mark - 1] = f"${{{argument.name}{before}"
    run.out.append("}")


def _substitution(run: Expander, node: Tree) -> None:
    argument, rest = _open(run, node, _MISSING_BRACE)
    run.work.append(("substituted", node[1], node[2], argument))
    run.work += rest[::-1]


def _substituted(run: Expander, node: Any) -> None:
    _, start, end, argument = node
    operator, mark = argument.operator, argument.mark
    value = _close(run, argument)
    if value is None and run.skip_unset:
        _leave(run, argument, operator)
        return
    kind = operator[-1]
    absent = value is None or (value == "" and len(operator) == 2)
    if kind == "-":
        if not absent:
            run.put(mark, value or "")
    elif kind == "+":
        if absent:
            run.put(mark, "")
    elif kind == "?":
        if absent:
            state = "unset" if value is None else "empty"
            run.fail(f"{argument.name}: {''.join(run.out[mark:]) or 'is not allowed to be ' + state}", start, end)
        run.put(mark, value or "")
    elif operator in "#%":
        _trim(run, node, value or "")
    else:
        run.fail(f"unsupported modifier ({operator}) in substitution", start, end)


def _trim(run: Expander, node: Any, value: str) -> None:
    _, start, end, argument = node
    pattern = "".join(run.out[argument.mark :])
    longest = pattern.startswith(argument.operator)
    trim = trim_prefix if argument.operator == "#" else trim_suffix
    try:
        run.put(argument.mark, trim(pattern[longest:], value, longest))
    except PatternError as error:
        _refuse(run, error, start, end)


def _replacement(run: Expander, node: Tree) -> None:
    argument, (pattern, *rest) = _open(run, node, _MISSING_SLASH)
    run.work.append(("replaced" if node[0] == "replacement" else "brace missed", node[1], node[2], argument))
    run.work += rest[::-1]
    run.work.append(("pattern read", node[1], node[2], argument))
    run.work += (pattern[3] or [])[::-1]


def _pattern_read(run: Expander, node: Any) -> None:
    argument = node[3]
    argument.pattern = "".join(run.out[argument.mark :])
    run.put(argument.mark, "")
    run.open_arguments[-1] = _MISSING_BRACE


def _replaced(run: Expander, node: Any) -> None:
    _, start, end, argument = node
    value = _close(run, argument)
    if value is None and run.skip_unset:
        _leave(run, argument, f"/{argument.pattern}/")  # one slash first, even where there were two
        return
    new = "".join(run.out[argument.mark :])
    try:
        result = replace(argument.pattern, value or "", new, argument.operator == "//", _REPLACED_LIMIT)
    except PatternError as error:
        _refuse(run, error, start, end)
    run.grow(result)
    run.put(argument.mark, result)


def _refuse(run: Expander, error: PatternError, start: int, end: int) -> NoReturn:
    if isinstance(error, PatternLimitError):
        raise ExpansionLimitError(run.source, str(error), start, end) from None
    run.fail(str(error), start, end)


def _open_single(run: Expander, node: Tree) -> None:
    run.fail(f"{_NO_QUOTE} single-quote", node[1], node[2])


def _open_double(run: Expander, node: Tree) -> None:
    run.work.append(("quote missed", node[1], node[2], None))
    run.work += (node[3] or [])[::-1]


def _quote_missed(run: Expander, node: Tree) -> None:
    run.fail(f"{_NO_QUOTE} double-quote", node[1], node[2])


def _open_substitution(run: Expander, node: Tree) -> None:
    _, rest = _open(run, node, _MISSING_BRACE)
    run.work.append(("brace missed", node[1], node[2], None))
    run.work += rest[::-1]


def _open_pattern(run: Expander, node: Tree) -> None:
    _, rest = _open(run, node, _MISSING_SLASH)
    run.work.append(("brace missed", node[1], node[2], None))
    run.work += rest[::-1]


def _brace_missed(run: Expander, node: Tree) -> None:
    run.fail(run.open_arguments[-1], node[1], node[2])


def _refused(run: Expander, node: Tree) -> None:
    """A reference that ends at its name or at an operator that is none."""
    _, start, end, children = node
    named = bool(children and children[0][0] == "NAME")
    at = children[0][2] if children and named else start + 2
    rest = run.text[at:end]
    if rest == ":" if named else not rest:
        run.fail(_MISSING_BRACE, start, end)
    if not named and rest[0] in "{}:":
        raise ExpansionError(run.source, "syntax error: bad substitution", start, at)
    modifier = rest[:2] if rest[:1] == ":" else rest[:1]
    run.fail(f"unsupported modifier ({modifier or chr(0xFFFD)}) in substitution", start, at + len(modifier))


STEPS: dict[str, Callable[[Expander, Any], None]] = {
    "ESCAPE": _escape,
    "QUOTED_ESCAPE": _escape,
    "QUOTED_BACKSLASH": _quoted_backslash,
    "SINGLE": _single,
    "double": _double,
    "VARIABLE": _variable,
    "variable": _variable,
    "substitution": _substitution,
    "substituted": _substituted,
    "replacement": _replacement,
    "pattern read": _pattern_read,
    "replaced": _replaced,
    "open_single": _open_single,
    "open_double": _open_double,
    "quote missed": _quote_missed,
    "open_substitution": _open_substitution,
    "open_pattern": _open_pattern,
    "open_replacement": _replacement,
    "brace missed": _brace_missed,
    "refused": _refused,
}
"""The step of every part that is not plain text, and of every close."""
