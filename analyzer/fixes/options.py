"""Edits of the options of a command."""

from __future__ import annotations

from analyzer.fixes.commands import remove
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.shell.invocation import Option
    from analyzer.shell.word import Word


def insert_option(at: Command, option: str, after: str = "subcommand") -> list[Edit]:
    """An option behind the subcommand of a command, or behind its name (`after` is ``subcommand`` or ``name``)."""
    invocation = at.invocation
    if not invocation.words or any(given.name == option.partition("=")[0].split(" ")[0] for given in invocation.options):
        raise Unfit("the option is there already")
    word = invocation.subcommand_word if after == "subcommand" else None
    return [Site(at.body, at).insert_words(word or invocation.words[0], option.split())]


def remove_option(at: Command, option: str) -> list[Edit]:
    """An option goes wherever the command has it, with its value, also out of letters written together (``-yq``).

    Of several, with spaces between them, those go that the command has.
    """
    names = option.split()
    return _remove(at, [one for one in at.invocation.options if one.name in names])


def remove_setting(at: Command, option: str, value: str) -> list[Edit]:
    """An option goes where its value fits a pattern of ``*`` and letters in either case; of several as in `remove_option`."""
    from fnmatch import fnmatchcase

    names, pattern = option.split(), value.lower()
    given = [one for one in at.invocation.options if one.name in names]
    return _remove(at, [one for one in given if fnmatchcase(_given(one).lower(), pattern)])


def _given(option: Option) -> str:
    """The value as written, quotes removed."""
    from analyzer.facts.commands import literal

    if option.value is not None or option.value_word is None:
        return option.value or ""
    return literal(option.value_word)


def _remove(at: Command, unwanted: list[Option]) -> list[Edit]:
    given = at.invocation.options
    if not unwanted:
        raise Unfit("the option is not there")
    edits = []
    for word in dict.fromkeys(one.word for one in unwanted):
        together = [one for one in given if one.word is word]
        gone = [one for one in together if one in unwanted]
        value = next((one.value_word for one in gone if one.value_word is not None and one.value_word is not word), None)
        if len(gone) == len(together):
            if word.text[:1] not in "-+\"'":
                raise Unfit("it is no option by itself")
            edits.append(remove(at, [word, value] if value is not None else [word]))
            continue
        edits.append(Site(at.body, at).replace_word(word, _without(word, together, gone)))
        if value is not None:
            edits.append(remove(at, [value]))
    return edits


def set_option(at: Command, option: str, value: str) -> list[Edit]:
    """An option gets another value; where it is not there it is added."""
    given = [one for one in at.invocation.options if one.name == option]
    if not given:
        long = option.startswith("--")
        return insert_option(at, f"{option}={value}" if long else f"{option} {value}")
    if len(given) > 1:
        raise Unfit("the option is given several times")
    site, one = Site(at.body, at), given[0]
    if one.value_word is not None and one.value_word is not one.word:
        return [site.replace_word(one.value_word, value)]
    written = _written(one.word, site)
    if written is None:
        raise Unfit("its value cannot be told from the option")
    sign = "=" if written.startswith(option + "=") or (one.value_word is None and option.startswith("--")) else ""
    if not written.startswith(option + sign) and written != option:
        raise Unfit("its value cannot be told from the option")
    if one.value_word is None and not (option.startswith("--") and written == option):
        raise Unfit("it is given without a value")
    return [site.replace_word(one.word, f"{option}{sign}{value}")]


def _without(word: Word, together: list[Option], gone: list[Option]) -> str:
    """Letters written together without some of them."""
    text = word.text if word.value == word.text else word.value
    if text is None or text[:1] not in "-+" or text[1:2] in ("", "-"):
        raise Unfit("the letters cannot be told from each other")
    if any(one.value_word is word for one in together):
        raise Unfit("a value is written together with it")
    rest = [one.name[1:] for one in together if one not in gone]
    if [one.name[1:] for one in together] != list(text[1:]):
        raise Unfit("the letters cannot be told from each other")
    return text[0] + "".join(rest)


def _written(word: Word, site: Site) -> str | None:
    """A word without quotes around its beginning, as it can be compared with an option's name."""
    return word.value if site.elements else word.text if word.text[:1] == "-" else None
