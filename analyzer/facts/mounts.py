"""The --mount flags of RUN."""

from __future__ import annotations

from analyzer.facts import mount_places, places
from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN
from analyzer.native import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.images import Image
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.mount_places import Leak
    from analyzer.facts.node import Text
    from analyzer.facts.stages import Stage
    from analyzer.facts.unknown import Unknown
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
    def mode(self) -> Text:
        """The mode of a secret, a socket or a new cache."""
        return self._field("mode")

    @fact
    def env(self) -> Text:
        """The variable that holds the secret."""
        return self._field("env")

    @fact
    def place(self) -> str | Unknown | None:
        """Where it is mounted, defaults included, as `analyzer.facts.places` has it."""
        return mount_places.mount_place(self)

    @property
    def path(self) -> Text:
        """The same for people; unknown where a variable or the base image decides."""
        if not isinstance(self.place, str):
            return self.place
        return places.shown(self.place) if places.known(self.place) else UNKNOWN

    def covers(self, path: str) -> bool:
        """An absolute path lies within it."""
        return self.covers_place(places.join("/", path))

    def covers_place(self, place: str) -> bool:
        """The same of a place."""
        return mount_places.covers(self, place)

    @fact
    def _leak(self) -> Leak | None:
        return mount_places.leak(self)

    @property
    def persisted_by(self) -> Command | None:
        """The command that writes the secret into the layer."""
        return self._leak.command if self._leak is not None else None

    @property
    def persisted_at(self) -> Text:
        """Where to; absent where the command alone knows."""
        return self._leak.place if self._leak is not None else None

    @fact
    def from_name(self) -> Text:
        """The stage or image it comes from, as written."""
        return self._field("from")

    @property
    def from_stage(self) -> Stage | None:
        """The stage it comes from; numbers are no stages here (convert_runmount.go)."""
        name = self.from_name
        return self.file.stage_names.get(name.lower()) if isinstance(name, str) else None

    @fact
    def image(self) -> Image | None:
        """The image it comes from; None where it comes from a stage or from the build context."""
        name = self.from_name
        if not isinstance(name, str) or not name or self.from_stage is not None:
            return None
        from analyzer.facts.images import SourceImage

        # The last one counts, as for every field.
        options = [option for option in self.flag.options or () if option.key.text.lower() == "from"]
        word = options[-1].value
        return SourceImage(self.instruction, word, "mount") if word is not None else None


# The fact's name is a Python keyword: it can be an attribute but not a definition.
setattr(Mount, "from", property(attrgetter("from_name")))
