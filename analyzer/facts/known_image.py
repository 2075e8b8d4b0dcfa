"""What is known of an image beyond the words of its reference: what it holds, how long that lasts, what its registry says."""

from __future__ import annotations

from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.contents import Contents
    from analyzer.facts.lifetime import End
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.providers import RegistryImage


class KnownImage(Node):
    """An image of which a subclass knows the reference: its full name, tag and platform, and whether it is pulled at all."""

    if TYPE_CHECKING:

        @property
        def name(self) -> Text:
            """Registry and repository in full."""

        @property
        def partial_tag(self) -> str:
            """The tag with `HOLE` for what is not known of it."""

        @property
        def platform(self) -> Text:
            """The platform a FROM asks for."""

        @property
        def resolved(self) -> str | Unknown:
            """The reference with its variables expanded."""

        @property
        def external(self) -> Truth:
            """It is pulled from a registry."""

    # --- what it holds

    @fact
    def contents(self) -> Contents | Unknown | None:
        """What name and tag tell of it; None for a stage and for scratch."""
        if not isinstance(self.name, str):
            return self.name
        from analyzer.facts.contents import Contents

        return Contents(self.name, self.partial_tag)

    def _held(self, fact: str) -> Text:
        if isinstance(self.contents, Unknown) or self.contents is None:
            return self.contents
        value: str | None = getattr(self.contents, fact)
        return UNKNOWN if value is None else value

    @fact
    def os_family(self) -> Text:
        """The family of its system."""
        return self._held("family")

    @fact
    def os_release(self) -> Text:
        """The release of that system."""
        return self._held("release")

    @fact
    def package_manager(self) -> Text:
        """The package manager of that system."""
        return self._held("manager")

    @fact
    def libc(self) -> Text:
        """Its C library."""
        return self._held("libc")

    @fact
    def minimal(self) -> Truth:
        """It is one of the small images of its kind."""
        if isinstance(self.contents, Unknown) or self.contents is None:
            return self.contents
        return UNKNOWN if self.contents.minimal is None else self.contents.minimal

    @fact
    def smaller_variant(self) -> Text:
        """The word for a smaller image of the same kind; absent where it is a small one, or none is known."""
        if isinstance(self.contents, Unknown) or self.contents is None:
            return self.contents
        if isinstance(self.minimal, Unknown):
            return UNKNOWN
        return None if self.minimal else self.contents.smaller

    @fact
    def default_user(self) -> Text:
        """Whom its containers run as."""
        return self._held("user")

    @fact
    def known_non_root(self) -> Truth:
        """It is known to bring a user that is not root."""
        if isinstance(self.contents, Unknown) or self.contents is None:
            return self.contents
        return self.contents.user is not None

    # --- how long it is supported

    @fact
    def _end(self) -> End | Unknown | None:
        if isinstance(self.contents, Unknown) or self.contents is None:
            return self.contents
        from analyzer.facts.lifetime import end_of_life

        return end_of_life(self.contents) or UNKNOWN

    @fact
    def end_of_life(self) -> Text:
        """The last day on which what it holds is supported."""
        return self._end if isinstance(self._end, Unknown) or self._end is None else self._end.date

    @fact
    def end_of_life_of(self) -> Text:
        """The release whose last day that is."""
        return self._end if isinstance(self._end, Unknown) or self._end is None else self._end.of

    @fact
    def past_end_of_life(self) -> Truth:
        """That day is over."""
        return self.file.today > self.end_of_life if isinstance(self.end_of_life, str) else self.end_of_life

    @fact
    def data_date(self) -> Text:
        """The day to which such days are known."""
        from analyzer.facts.lifetime import data_date

        return data_date()

    # --- what its registry says

    @fact
    def _looked_up(self) -> RegistryImage | Unknown | None:
        if self.external is False:
            return None
        registry = self.file.providers.registry
        if registry is None or not isinstance(self.resolved, str) or self.external is UNKNOWN:
            return UNKNOWN
        return registry.look_up(self.resolved) or UNKNOWN

    @fact
    def registry_digest(self) -> Text:
        """The digest that the reference has there."""
        image = self._looked_up
        return image if isinstance(image, Unknown) or image is None else image.digest

    @fact
    def registry_platforms(self) -> list[str] | Unknown | None:
        """The platforms there are."""
        image = self._looked_up
        return image if isinstance(image, Unknown) or image is None else image.platforms

    @fact
    def platform_available(self) -> Truth:
        """The platform that FROM asks for is among them."""
        if self.platform is None or self.registry_platforms is None:
            return None
        if isinstance(self.registry_platforms, Unknown):
            return UNKNOWN
        from analyzer.facts.platforms import offers

        offered = None if isinstance(self.platform, Unknown) else offers(self.registry_platforms, self.platform)
        return UNKNOWN if offered is None else offered
