"""What one rule finds in the Dockerfile of an example."""

from __future__ import annotations

from contextlib import contextmanager

from analyzer.facts.model import file_facts
from analyzer.facts.providers import Providers
from analyzer.facts.scan import LISTS
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from analyzer.facts.providers import Registry, RegistryImage
    from analyzer.lint.fixing import Outcome
    from analyzer.rules.ruleset import Match, Ruleset

DAY = "2026-01-01"  # an example means the same on any day


def evaluate(ruleset: Ruleset, rule: str, dockerfile: str, given: tuple[tuple[str, Any], ...] = ()) -> list[Match]:
    """What a rule finds. `given` is as `analyzer.rules.given` has it. Nothing outside of the example is looked at."""
    known = dict(given)
    document = parse_document(Source(dockerfile))
    build_args, target, day = dict(known.get("build-args", ())), known.get("target"), known.get("today", DAY)
    with _providers(known) as providers:
        return ruleset.evaluate(file_facts(document, build_args, target, providers, day), {rule})


def repair(ruleset: Ruleset, rule: str, dockerfile: str, given: tuple[tuple[str, Any], ...] = ()) -> tuple[str, list[str]]:
    """What the fixes of a rule, the unsafe ones too, make of a Dockerfile, and why some of them were not made."""
    outcome = made(ruleset, rule, dockerfile, given)
    return outcome.source.text, [f"'{dropped.fix.title}': {dropped.reason}" for dropped in outcome.dropped]


def made(ruleset: Ruleset, rule: str, dockerfile: str, given: tuple[tuple[str, Any], ...] = ()) -> Outcome:
    """What comes of all fixes of a rule."""
    from analyzer.lint.fixing import fix_source
    from analyzer.lint.run import Policy
    from analyzer.lint.selection import Selection

    known = dict(given)
    with _providers(known) as providers:
        policy = Policy(
            Selection(ruleset, frozenset({rule})), dict(known.get("build-args", ())), known.get("target") or "", providers
        )
        return fix_source(Source(dockerfile), policy, unsafe=True)


@contextmanager
def _providers(known: dict[str, Any]) -> Iterator[Providers]:
    """What an example gives to look at."""
    if "context" not in known:
        yield _made(known, None)
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="buildsecbot-") as folder:
        _write(folder, known["context"])
        yield _made(known, folder)


def _made(known: dict[str, Any], folder: str | None) -> Providers:
    contexts = None
    if folder is not None:
        from analyzer.providers.context import ContextFolder

        contexts = ContextFolder(folder)
    registry: Registry | None = Images(known["registry"]) if "registry" in known else None
    images = Built(known["image"]) if "image" in known else None
    return Providers(contexts, registry, images)


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


class Built:
    """The image that an example was built to."""

    def __init__(self, record: tuple[tuple[str, Any], ...]) -> None:
        self._record = _plain(record)

    def of(self, _dockerfile: str) -> dict[str, Any]:
        """What the example says a scan found."""
        return self._record


def _plain(record: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """A record whose mappings are pairs as the provider of images would give it."""
    found: dict[str, Any] = {}
    for name, value in record:
        if name in LISTS:
            found[name] = [_plain(one) for one in value]
        else:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


class Image:
    """An image of a registry."""

    __slots__ = ("digest", "platforms")

    def __init__(self, digest: str, platforms: tuple[str, ...]) -> None:
        self.digest = digest
        self.platforms = list(platforms)
