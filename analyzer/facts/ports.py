"""The ports of EXPOSE."""

from __future__ import annotations

from analyzer.facts.node import Node
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.syntax.nodes import Word

_MOST_DIGITS = 18  # more make a port no more wrong, and Python refuses to convert very many


class Port(Node):
    """A port or range, read as BuildKit does (dockerfile2llb/convert_expose.go): ``[[ip:]host:]low[-high][/protocol]``.

    A number that is none is absent; the range of numbers is not checked.
    """

    sort = "port"

    def __init__(self, instruction: Instruction, word: Word, value: str | Unknown) -> None:
        super().__init__(instruction, word.start, word.end)
        self.text = word.text
        self.low: int | Unknown | None = UNKNOWN
        self.high: int | Unknown | None = UNKNOWN
        self.protocol: Text = UNKNOWN
        self.host_address: Text = UNKNOWN
        self.host_port: Text = UNKNOWN
        if isinstance(value, str):
            host, _, container = value.rpartition(":")
            address, _, port = host.rpartition(":")
            self.host_address = address or None
            self.host_port = port or None
            numbers, _, protocol = container.partition("/")
            low, _, high = numbers.partition("-")
            self.low = _number(low)
            self.high = _number(high or low)
            self.protocol = protocol or None

    @property
    def count(self) -> int | Unknown | None:
        """How many ports the range holds."""
        if isinstance(self.low, Unknown) or isinstance(self.high, Unknown):
            return UNKNOWN
        return None if self.low is None or self.high is None else max(0, self.high - self.low + 1)


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS


def expose_ports(instruction: Instruction) -> list[Port]:
    """The ports of an EXPOSE. A variable may hold several; each is then reported at the word that names the variable."""
    ports = []
    for word in instruction.syntax.arguments:
        values = instruction.expand_words(word.text)
        ports += (
            [Port(instruction, word, UNKNOWN)] if isinstance(values, Unknown) else [Port(instruction, word, v) for v in values]
        )
    return ports
