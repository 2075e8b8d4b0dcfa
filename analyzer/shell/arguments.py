"""Tells options from operands (POSIX Utility Syntax Guidelines, GNU long options), by the description of a command."""

from __future__ import annotations

from analyzer.shell.invocation import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.shell.describe import Description
    from analyzer.shell.word import Word

_NONE: frozenset[str] = frozenset()
_MAY_BEGIN_OPTION = frozenset("-+\"'\\")


class Arguments:
    """The words of a command from index `first` on.

    With `leading` only what stands before the first operand is read, and `stopped` is that operand's index. `after_dashes`
    are the operands behind ``--``, `subcommand` one that stood before `first`. Without a description, words that begin with a
    dash are options as they are written, and none takes the next word.
    """

    __slots__ = ("_described", "_first", "_values", "_words", "after_dashes", "operands", "options", "stopped")

    def __init__(
        self, words: list[Word], first: int, described: Description | None, leading: bool = False, subcommand: str = ""
    ) -> None:
        self.options: list[Option] = []
        self.operands: list[Word] = []
        self.after_dashes: list[Word] = []
        self._words = words
        self._first = first
        self._described = described
        self._values: frozenset[str] = described["values"] if described is not None else _NONE
        if subcommand and described is not None:
            self._values = described["subcommand-values"].get(subcommand, self._values)
        self.stopped = self._read(leading)

    def module(self, option: str) -> int | None:
        """The index of the word that an option in front of the operands names as a command."""
        for given in self.options:
            if given.name == option:
                index = self._words.index(given.word, self._first) + 1
                return index if index < len(self._words) else None
        return None

    def _read(self, leading: bool) -> int:
        words, index = self._words, self._first
        while index < len(words):
            word = words[index]
            text = word.value if word.value is not None else _literal_start(word)
            if text == "--" and word.value is not None:
                if leading:
                    return index + 1
                self.after_dashes = words[index + 1 :]
                self.operands += self.after_dashes
                break
            if self._is_option(text, word, index):
                index += 1 + self._option(text, word, words[index + 1] if index + 1 < len(words) else None)
                continue
            if leading:
                return index
            self._operand(word)
            index += 1
        return len(words)

    def _is_option(self, text: str, word: Word, index: int) -> bool:
        described = self._described
        if len(text) < 2:
            return False
        if text[0] == "-":
            if word.value is None and text != word.text and "=" not in text:
                return text[:2] != "--" and text[:2] in self._values
            return described is None or described["known"] is None or self._known(text, described["known"])
        if described is None:
            return False
        return (text[0] == "+" and bool(described["plus"])) or (bool(described["bundled"]) and index == self._first)

    @staticmethod
    def _known(text: str, known: frozenset[str]) -> bool:
        if text[:2] == "--":
            return text.partition("=")[0] in known
        return all("-" + letter in known for letter in text[1:])

    def _operand(self, word: Word) -> None:
        described = self._described
        if described is not None and not self.operands and described["subcommand"] and word.value is not None:
            self._values = described["subcommand-values"].get(word.value, self._values)
        self.operands.append(word)

    def _option(self, text: str, word: Word, following: Word | None) -> int:
        """Record the option(s) of a word; gives how many words after it are their values."""
        described = self._described
        long = described is None or text[:2] == "--" or described["style"] == "long" or text in described["whole"]
        if long:
            name, sign, value = text.partition("=")
            if sign:
                self.options.append(Option(name, word, value if word.value is not None else None, word))
                return 0
            return self._with_value(text, word, following)
        return self._bundle(text, word, following)

    def _with_value(self, name: str, word: Word, following: Word | None) -> int:
        if name in self._values and following is not None:
            self.options.append(Option(name, word, following.value, following))
            return 1
        self.options.append(Option(name, word))
        return 0

    def _bundle(self, text: str, word: Word, following: Word | None) -> int:
        """``-yq``, ``-ofile``, ``-xzf file``, ``+e``; without a sign the bundle of tar."""
        assert self._described is not None
        sign = text[0] if text[0] in "-+" else "-"
        letters = text[1:] if text[0] in "-+" else text
        attached: frozenset[str] = self._described["attached"]
        for at, letter in enumerate(letters):
            name = sign + letter
            rest = letters[at + 1 :]
            if rest[:1] == "=" and name not in self._values:  # apt-get -q=2
                self.options.append(Option(name, word, rest[1:] if word.value is not None else None, word))
                return 0
            if name in self._values and not rest and word.value is not None:
                return self._with_value(name, word, following)
            if (name in self._values or name in attached) and (rest or word.value is None):
                self.options.append(Option(name, word, rest if word.value is not None else None, word))
                return 0
            self.options.append(Option(name, word))
        return 0


def _literal_start(word: Word) -> str:
    """What stands in a word before its first expansion, as far as it may begin an option."""
    if word.text[:1] not in _MAY_BEGIN_OPTION:
        return ""
    values = []
    for part in word.parts:
        if part.value is None:
            break
        values.append(part.value)
    return "".join(values)
