"""The --mount flags of RUN."""

from __future__ import annotations

from operator import attrgetter

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.node import Text
    from analyzer.facts.stages import Stage
    from analyzer.syntax.nodes import Flag

_ALIASES = {"src": "source", "dst": "target", "destination": "target"}


class Mount(Node):
    """A mount. Keys have no case; all values but `from` are expanded (instructions/commands_runmount.go)."""

    sort = "mount"

    def __init__(self, instruction: Instruction, flag: Flag) -> None:
        super().__init__(instruction, flag.start, flag.end)
        self.instruction = instruction
        self.flag = flag
        self.text = flag.value.text if flag.value is not None else ""

    @fact
    def values(self) -> dict[str, Text] | None:
        """The fields with a value, by the full name of the key; None where the list is broken."""
        if self.flag.options is None:
            return None
        values: dict[str, Text] = {}
        for option in self.flag.options:
            key = option.key.text.lower()
            if option.value is not None:
                text = option.value.text
                values[_ALIASES.get(key, key)] = text if key == "from" else self.instruction.expand(text)
        return values

    def _field(self, name: str) -> Text:
        return UNKNOWN if self.values is None else self.values.get(name)

    @fact
    def type(self) -> Text:
        """The type in lower case; bind where none is named."""
        value = self._field("type")
        return value.lower() if isinstance(value, str) else "bind" if value is None else value

    @fact
    def target(self) -> Text:
        """Where it is mounted."""
        return self._field("target")

    @fact
    def source(self) -> Text:
        """What is mounted."""
        return self._field("source")

    @fact
    def id(self) -> Text:
        """The id of a cache, secret or ssh mount."""
        return self._field("id")

    @fact
    def from_name(self) -> Text:
        """The stage or image it comes from, as written."""
        return self._field("from")

    @property
    def from_stage(self) -> Stage | None:
        """The stage it comes from; numbers are no stages here (convert_runmount.go)."""
        name = self.from_name
        return self.file.stage_names.get(name.lower()) if isinstance(name, str) else None


# The fact's name is a Python keyword: it can be an attribute but not a definition.
setattr(Mount, "from", property(attrgetter("from_name")))
