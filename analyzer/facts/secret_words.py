"""The vocabulary of secrets, ``rules/data/secrets``.

============  ========================================================================================================
formats       name -> `starts` (texts of which one stands in every such token), `pattern`, `near` (texts of which one
              must stand in the file), `confidence`; the group ``secret`` is the token where there is more to it
names         `strong` words (or two in a row), `weak` ones, `harmless` ones that undo both, anywhere or
              behind them; whole names: `never`, `always`
placeholders  `words` that stand for a value, `switches` that are none
files         `names`, `ends`, `starts`, `folders` of files that hold credentials; the ``harmless`` ones are none
options       `any`: options whose value is a credential; `commands`: name -> what it takes, besides `also`, other names:
              `values` options, `more` of them without the `prefix` that the others' values have, `attached` ones (-pX),
              `pairs` (user:X) and `percent` (user%X), `headers`; the `operand` of that number, from 0, the subcommand
              included; `assigned`: keys that are followed by, or joined with =, a credential; `defines`: words in the
              key of -Dkey=X; `input`: it reads user:X; `slash`: its
              options begin with a slash. All only with one of `subcommands` and of the options in `with`
headers       HTTP headers that carry credentials
============  ========================================================================================================
"""

from __future__ import annotations

from analyzer.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Format = tuple[str, tuple[str, ...], str, tuple[str, ...], str]  # name, starts, pattern, near, confidence
    Options = dict[str, Any]

FORMAT = 3
_KEYS = {"formats", "names", "placeholders", "files", "options", "headers"}
_OPTION_LISTS = ("values", "more", "attached", "pairs", "percent", "headers", "subcommands", "assigned", "defines", "with")
_OPTION_VALUES = {"prefix": "", "operand": None, "input": False, "slash": False}


def _compile(documents: list[dict[str, Any]]) -> dict[str, Any]:
    given = {key: value for document in documents for key, value in document.items()}
    if set(given) != _KEYS:
        raise ValueError(f"the vocabulary of secrets has other keys: {sorted(given)}")
    names = given["names"]
    strong = [word.split() for word in names["strong"]]
    commands = {}
    for name, entry in given["options"]["commands"].items():
        complete: Options = {key: frozenset(entry.get(key, ())) for key in _OPTION_LISTS}
        complete.update({key: entry.get(key, default) for key, default in _OPTION_VALUES.items()})
        unknown = set(entry) - set(complete) - {"also"}
        if unknown:
            raise ValueError(f"options of {name}: unknown key {', '.join(sorted(unknown))}")
        commands.update(dict.fromkeys([name, *entry.get("also", ())], complete))
    return {
        "formats": tuple(
            (name, tuple(entry["starts"]), entry["pattern"], tuple(entry.get("near", ())), entry.get("confidence", "high"))
            for name, entry in given["formats"].items()
        ),
        "strong": frozenset(words[0] for words in strong if len(words) == 1),
        "pairs": frozenset((words[0], words[1]) for words in strong if len(words) == 2),
        "hints": _shortest({words[-1] for words in strong} | set(map(str, [*names["weak"], *names["always"]]))),
        **{key: frozenset(map(str, names[key])) for key in ("weak", "harmless", "harmless-after", "never", "always")},
        "placeholders": frozenset(map(str, given["placeholders"]["words"])),
        "switches": frozenset(map(str, given["placeholders"]["switches"])),
        "files": {key: tuple(map(str, value)) for key, value in given["files"].items()},
        "any-option": frozenset(given["options"]["any"]),
        "commands": commands,
        "headers": frozenset(given["headers"]),
    }


def _shortest(words: set[str]) -> tuple[str, ...]:
    """Those of which no other is a part: where none stands in a name, none of the words does."""
    return tuple(word for word in sorted(words) if not any(other != word and other in word for other in words))


VOCABULARY = Vocabulary("secrets", FORMAT, _compile, large=("commands",))


def words(key: str) -> frozenset[Any]:
    """One of the lists of words."""
    found: frozenset[Any] = VOCABULARY.table[key]
    return found


def formats() -> tuple[Format, ...]:
    """The forms of known tokens."""
    found: tuple[Format, ...] = VOCABULARY.table["formats"]
    return found


def command_options(name: str) -> Options | None:
    """Where a command takes credentials."""
    found: Options | None = VOCABULARY.table["commands"].get(name)
    return found


def files(key: str) -> tuple[str, ...]:
    """One of the lists that tell credential files."""
    found: tuple[str, ...] = VOCABULARY.table["files"].get(key, ())
    return found
