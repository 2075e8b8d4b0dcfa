"""What options, settings and variables bring about in a command: that it asks nothing, keeps no cache, checks no signature.

A description lists the signs of each trait (see analyzer/shell/describe.py). A sign is written as

* ``-y``, ``--yes``: the option is given; ``--progress=off``: with that value, not regarding case;
* ``-q 2``: it is given twice, or as ``-q=2``;
* ``-o Key=true``: an option whose value sets that key, not regarding case, to something true; ``=false``: to something false;
  ``=word``: to that word;
* ``$NAME``: the variable is set to something that is not false; ``$NAME=any``: to anything but nothing;
  ``$NAME=false``: to that word;
* ``@install``: the subcommand; ``always``.
"""

from __future__ import annotations

from analyzer.shell.packages import HOLE, pattern
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.shell.invocation import Invocation
    from analyzer.shell.word import Word

    Sign = tuple[str, str, str]
    Lookup = Callable[[str], str | None]

FALSE = frozenset({"", "0", "f", "false", "n", "no", "off", "disable", "disabled", "without", "never"})
_OPTIONS_IN_NAME = Lazy(r"(?i)opt|arg|flag|param")


def sign(text: str) -> Sign:
    """A sign as it is written, as (kind, name, value)."""
    if text == "always":
        return text, "", ""
    if text[0] == "@":
        return "subcommand", text[1:], ""
    if text[0] == "$":
        name, _, value = text[1:].partition("=")
        return "variable", name, value
    option, space, value = text.partition(" ")
    if space and value.isdigit():
        return "count", option, value
    if space:
        return "setting", option, value.lower()
    option, equals, value = text.partition("=")
    return ("value", option, value.lower()) if equals else ("option", option, "")


def trait(invocation: Invocation, name: str, variable: Lookup) -> bool | None:
    """Whether a command has a trait, None where that depends on what is not known.

    `variable` gives the value of a variable, None where it is unset, `HOLE` where it is not known. A word such as
    ``$APT_OPTIONS`` or ``$@`` may hold any option. A command whose description does not know the trait does not have it.
    """
    described = invocation.description
    signs: list[Sign] = described["traits"].get(name, []) if described is not None else []
    found = [_holds(invocation, one, variable) for one in signs]
    if True in found:
        return True
    if None in found:
        return None
    options = {one[1] for one in signs if one[1][:1] == "-"}
    return None if options and any(may_hold_options(word) for word in invocation.words[1:]) else False


def knows(invocation: Invocation, name: str) -> bool:
    """The description of the command tells signs of a trait."""
    return invocation.description is not None and name in invocation.description["traits"]


def may_hold_options(word: Word) -> bool:
    """A word that is nothing but a variable named after options, arguments or flags, or ``$@``."""
    if word.value is not None or len(word.parts) != 1 or word.parts[0].reference is None:
        return False
    name = word.parts[0].reference.name
    return name in {"@", "*"} or _OPTIONS_IN_NAME.search(name) is not None


def _holds(invocation: Invocation, one: Sign, variable: Lookup) -> bool | None:
    kind, name, value = one
    if kind == "option":
        return invocation.option(name) is not None
    if kind == "count":
        given = [option for option in invocation.options if option.name == name]
        return len(given) >= int(value) or any(option.value == value for option in given)
    if kind in {"value", "setting"}:
        return _given(invocation, one)
    if kind == "variable":
        held = variable(name)
        if held is None or (value == "any" and not held):
            return False
        if HOLE in held:
            return None
        return held.lower() == value if value not in ("", "any") else value == "any" or held.lower() not in FALSE
    if kind == "subcommand":
        return invocation.subcommand == name
    return True


def _given(invocation: Invocation, one: Sign) -> bool | None:
    """Whether the last such option has the value, or sets the key so."""
    kind, name, wanted = one
    for option in reversed(invocation.options):
        if option.name != name or option.value_word is None:
            continue
        if kind == "value":
            return None if option.value is None else option.value.lower() == wanted
        key, _, truth = wanted.partition("=")
        text = option.value if option.value is not None else pattern(option.value_word)
        text = text.strip().lstrip("=")  # apt-get -o=Key=value
        left, _, right = text.partition("=") if "=" in text else text.partition(" ")
        if not left.strip().lower().endswith(key):
            continue
        if HOLE in right:
            return None
        right = right.strip(" \"';").lower()
        return (right in FALSE) is (truth == "false") if truth in {"true", "false"} else right == truth
    return False
