"""Instructions that no FROM stands before: the piece of a Dockerfile that a template or an editor holds.

BuildKit refuses them ("no build stage in current context", instructions/parse.go). They are judged all the same, as a stage
whose base is not known, so that a broken file still shows what else is wrong with it.
"""

from __future__ import annotations

from analyzer.facts.node import fact
from analyzer.facts.stages import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.images import Image
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Text
    from analyzer.facts.unknown import Unknown


class Fragment(Stage):
    """What stands before the first FROM, ARG left out; in a file without any, everything, if there is more than ARG.

    Instructions name it as their stage, but it is none of the file's stages. `from_instruction` is its first instruction.
    """

    def __init__(self, file: FileFacts) -> None:
        super().__init__(file, -1)

    @fact
    def written_name(self) -> str | None:
        """None."""
        return None

    @fact
    def image(self) -> Image | None:
        """None: nothing is known of what it will be put behind."""
        return None

    @fact
    def platform(self) -> Text:
        """None."""
        return None

    @property
    def base_stage(self) -> Stage | Unknown | None:
        """None: it starts from no stage of this file."""
        return None

    @property
    def used(self) -> bool | Unknown:
        """True: nobody writes what nothing needs, so what is said of stages in use is said of it too."""
        return True

    @property
    def reaches_final_image(self) -> bool | Unknown:
        """True, as no stage stands behind it that could leave it out."""
        return True

    @property
    def root(self) -> Stage:
        """Itself."""
        return self
