"""What an image holds, as far as its name and tag tell: the system, its package manager and C library, the user.

The knowledge lies in ``rules/data/images``; None stands for what it does not tell.
"""

from __future__ import annotations

from analyzer.facts.environment import HOLE
from analyzer.facts.imagedata import IMAGES, entry
from analyzer.facts.imagetag import is_minimal, systems, version_of, words_of
from analyzer.facts.node import fact
from analyzer.facts.references import familiar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.imagedata import Entry


class Contents:
    """An image by its full name and its tag, which may hold `HOLE` for what is not known."""

    def __init__(self, name: str, tag: str) -> None:
        self.name = name
        self.words = words_of(tag)
        self.open = any(HOLE in word for word in self.words)

    @fact
    def entry(self) -> Entry | None:
        """The description of the image; mirrors of Docker Hub's library are looked through."""
        name = self.name
        for mirror in IMAGES.table["mirrors"]:
            if name.startswith(mirror):
                name = name[len(mirror) :]
                break
        return entry(familiar(name))

    @property
    def _known(self) -> Entry:
        return self.entry if self.entry is not None else {}

    @fact
    def _certain(self) -> bool:
        """What is said of the image holds whatever its tag is."""
        return not self.open or any(self._known.get(key) for key in ("system", "release", "name-release"))

    # --- the system

    @fact
    def _named_system(self) -> tuple[str, str | None] | None:
        """The family that a word of the tag names, with its release."""
        found = list(systems(self.words, self.entry is not None))
        if not found:
            own: dict[str, str] = self._known.get("os-words", {})
            return next(((own[word], None) for word in self.words if word in own), None)
        family = found[0][0]
        return family, next((release for each, release in found if each == family and release), None)

    @fact
    def family(self) -> str | None:
        """The family of its system."""
        own: str | None = self._known.get("os")
        if self._known.get("system"):
            return own
        if self._named_system is not None and (own is None or not self._known.get("name-release")):
            return self._named_system[0]
        return own if self._certain else None

    @fact
    def release(self) -> str | None:
        """The release of that system: ``12``, ``3.20``."""
        if self.family is None:
            return None
        known, first = self._known, self.words[0]
        found: str | None = None
        if self._named_system is not None and self._named_system[0] == self.family:
            found = self._named_system[1]
        elif known.get("release"):
            found = known["release"]
        elif known.get("name-release"):
            found = next((release for _, release in systems(words_of(self.name.rpartition("/")[2]), known=True)), None)
        if found is None and known.get("system"):
            found = first if first in self._code_names else version_of(first)
        return self._code_names.get(found, found) if found is not None else None

    @fact
    def _code_names(self) -> dict[str, str]:
        """The releases of the family by their code names."""
        names: dict[str, str] = IMAGES.table["families"].get(self.family, {}).get("names", {})
        return names

    def _held(self, key: str) -> str | None:
        """A fact of the image itself, where its tag names no other system, else of its family."""
        named = self._named_system
        if key in self._known and (named is None or named[0] == self._known.get("os")):
            value: str = self._known[key]
            return value if value != "unknown" and self._certain else None
        held: str | None = IMAGES.table["families"].get(self.family, {}).get(key)
        return held

    @fact
    def manager(self) -> str | None:
        """The package manager of the system; ``none`` where there is none."""
        return self._held("manager")

    @fact
    def libc(self) -> str | None:
        """The C library: glibc, musl or none."""
        named = next((IMAGES.table["libcs"][word] for word in self.words if word in IMAGES.table["libcs"]), None)
        return named or self._held("libc")

    # --- its size

    @fact
    def minimal(self) -> bool | None:
        """It is one of the small images of its kind."""
        if self._known.get("minimal") or is_minimal(self.words):
            return True
        return None if self.entry is None or self.open else False

    @fact
    def smaller(self) -> str | None:
        """What the tag or the name of a smaller image of the same kind holds."""
        variants: list[str] = self._known.get("smaller", [])
        return variants[0] if variants else None

    # --- its user

    @fact
    def user(self) -> str | None:
        """Whom its containers run as; None too where that is root."""
        own: dict[str, str] = self._known.get("user-words", {})
        user: str | None = next((own[word] for word in self.words if word in own), self._known.get("user"))
        return user
