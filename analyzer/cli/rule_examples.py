"""What one rule finds in the Dockerfile of an example."""

from __future__ import annotations

from analyzer.facts.model import file_facts
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.facts.providers import Registry, RegistryImage
    from analyzer.rules.ruleset import Match, Ruleset

DAY = "2026-01-01"  # an example means the same on any day


def evaluate(ruleset: Ruleset, rule: str, dockerfile: str, given: tuple[tuple[str, Any], ...] = ()) -> list[Match]:
    """What a rule finds. `given` is as `analyzer.rules.given` has it. Nothing outside of the example is looked at."""
    known = dict(given)
    document = parse_document(Source(dockerfile))
    words: dict[str, Any] = {"build_args": dict(known.get("build-args", ())), "target": known.get("target")}
    if "context" not in known:
        return ruleset.evaluate(_facts(document, words, known, None), {rule})
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="buildsecbot-") as folder:
        _write(folder, known["context"])
        return ruleset.evaluate(_facts(document, words, known, folder), {rule})


def _facts(document: Any, words: dict[str, Any], known: dict[str, Any], folder: str | None) -> Any:
    from analyzer.facts.providers import Providers

    contexts = None
    if folder is not None:
        from analyzer.providers.context import ContextFolder

        contexts = ContextFolder(folder)
    registry: Registry | None = Images(known["registry"]) if "registry" in known else None
    return file_facts(document, **words, providers=Providers(contexts, registry), today=known.get("today", DAY))


def _write(folder: str, files: tuple[tuple[str, str], ...]) -> None:
    """Lays out the files of a build context. A name never leads out of it."""
    import os

    for name, text in files:
        path = os.path.normpath(os.path.join(folder, name))
        if not path.startswith(folder + os.sep):
            raise ValueError(f"the file {name!r} of an example lies outside of its context")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


class Images:
    """The registry of an example."""

    def __init__(self, images: tuple[tuple[str, str, tuple[str, ...]], ...]) -> None:
        self._images = {reference: Image(digest, platforms) for reference, digest, platforms in images}

    def look_up(self, reference: str) -> RegistryImage | None:
        """What the example says of a reference."""
        return self._images.get(reference)


class Image:
    """An image of a registry."""

    __slots__ = ("digest", "platforms")

    def __init__(self, digest: str, platforms: tuple[str, ...]) -> None:
        self.digest = digest
        self.platforms = list(platforms)
