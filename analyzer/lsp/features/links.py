"""What leads out of a file: images to their pages, sources of COPY and ADD to the files they name, addresses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from analyzer.facts.references import split_reference
from analyzer.lsp.data import Link
from analyzer.lsp.features.name_places import in_quotes
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.facts.instructions import Instruction
    from analyzer.lsp.data import Range
    from analyzer.lsp.snapshot import Snapshot

_PAGES = {
    "docker.io": "https://hub.docker.com/r/{}",
    "ghcr.io": "https://ghcr.io/{}",
    "quay.io": "https://quay.io/repository/{}",
    "mcr.microsoft.com": "https://mcr.microsoft.com/artifact/mar/{}",
    "public.ecr.aws": "https://gallery.ecr.aws/{}",
    "gcr.io": "https://gcr.io/{}",
    "registry.access.redhat.com": "https://catalog.redhat.com/search?q={}",
    "registry.redhat.io": "https://catalog.redhat.com/search?q={}",
}
"""Where people read about the images of a registry, by its host."""
_URL = Lazy(r"https?://[A-Za-z0-9\[][^\s\"'<>`|\\^]{0,2000}")
_NOT_LAST = ".,;:!?&"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_GLOBS = frozenset("*?[")
_READING = frozenset({"bind", ""})


def links(snapshot: Snapshot, folders: Sequence[str] = ()) -> list[Link]:
    """All of them, by place.

    `folders` are the paths of the workspace. Files are looked for in the Dockerfile's own folder, then in those of the
    workspace that it lies in, and never outside of them.
    """
    found: dict[Range, Link] = {}
    for link in [*_frontend(snapshot), *_images(snapshot), *_files(snapshot, folders), *_addresses(snapshot)]:
        found.setdefault(link.range, link)
    return [found[place] for place in sorted(found)]


def file_at(snapshot: Snapshot, offset: int, folders: Sequence[str] = ()) -> str:
    """The URI of the file that the source at a place names; empty where there is none."""
    found = [link for link in _files(snapshot, folders) if link.range[0] <= offset <= link.range[1]]
    return found[0].target if found else ""


def page(reference: str) -> str:
    """The page of an image; empty where its registry has none that is known."""
    name = split_reference(reference).name
    host, _, repository = name.partition("/")
    if not repository.removeprefix("library/") or any(char.isspace() or char in "$\0" for char in name):
        return ""
    if host == "docker.io" and repository.startswith("library/"):
        return "https://hub.docker.com/_/" + quote(repository.removeprefix("library/"))
    return _PAGES[host].format(quote(repository)) if host in _PAGES else ""


# --- images


def _frontend(snapshot: Snapshot) -> Iterator[Link]:
    for directive in snapshot.document.directives:
        if directive.name == "syntax" and directive.value:
            yield from _image((directive.value_start, directive.value_start + len(directive.value)), directive.value)


def _images(snapshot: Snapshot) -> Iterator[Link]:
    for image in snapshot.facts.nodes("image"):
        name = image.name  # type: ignore[attr-defined]
        if isinstance(name, str):
            written = image.text.strip("\"'")  # type: ignore[attr-defined]
            place = in_quotes(snapshot.text, (image.start, image.end), written)
            yield from _image(place or (image.start, image.end), name)


def _image(place: Range, reference: str) -> Iterator[Link]:
    target = page(reference)
    if target:
        yield Link(place, target, "Open the page of this image")


# --- files


def _files(snapshot: Snapshot, folders: Sequence[str]) -> Iterator[Link]:
    parts = urlsplit(snapshot.uri)
    if parts.scheme != "file":
        return
    own = os.path.dirname(url2pathname(parts.path))
    for step in snapshot.facts.instructions:
        for each in (step, step.trigger):
            for place, source in _sources(each) if each is not None else ():
                file = _file(own, source, folders)
                if file:
                    yield Link(place, Path(file).as_uri(), "Open this file")


def _sources(step: Instruction) -> Iterator[tuple[Range, str]]:
    """The paths of the build context that an instruction names."""
    if step.kind in ("COPY", "ADD") and step.from_name is None:
        for word in step.sources:
            if isinstance(word.value, str) and not word.text.startswith("<<") and "://" not in word.value:
                yield in_quotes(step.file.source.text, (word.start, word.end), word.value) or (word.start, word.end), word.value
    for mount in step.mounts:
        if mount.type in _READING and mount.from_name is None and isinstance(mount.source, str):
            for option in mount.flag.options or ():
                if option.key.text.lower() in ("source", "src") and option.value is not None:
                    yield (option.value.start, option.value.end), mount.source


def _file(own: str, source: str, folders: Sequence[str]) -> str:
    """The file that a source names, in the folder of the Dockerfile or in one of the workspace around it; empty without one."""
    source = source.lstrip("/")
    if not source or "\0" in source or _GLOBS & set(source):
        return ""
    around = [folder for folder in folders if _within(own, folder)]
    for folder in [own, *around]:
        path = os.path.join(folder, source)
        try:
            if _within(path, folder) and os.path.isfile(path):
                return os.path.abspath(path)
        except (OSError, ValueError):
            continue
    return ""


def _within(path: str, folder: str) -> bool:
    """It lies below the folder, wherever links in it lead."""
    root = os.path.realpath(folder)
    return (os.path.realpath(path) + os.sep).startswith(os.path.join(root, ""))


# --- addresses


def _addresses(snapshot: Snapshot) -> Iterator[Link]:
    for step in snapshot.facts.instructions:
        start, end = step.syntax.start, step.syntax.end
        for match in _URL.finditer(snapshot.text, start, end):
            written = _trimmed(match.group())
            target = written if "$" not in written else _expanded(step, written)
            if target and "@" not in urlsplit(target).netloc:
                yield Link((match.start(), match.start() + len(written)), target, "Open this address")


def _trimmed(address: str) -> str:
    """Without what belongs to the sentence or command around it."""
    while address:
        last = address[-1]
        opening = _PAIRS.get(last)
        if last not in _NOT_LAST and (opening is None or address.count(last) <= address.count(opening)):
            break
        address = address[:-1]
    return address


def _expanded(step: Instruction, address: str) -> str:
    """With the values of its variables; empty where one is not known or the script itself sets it."""
    body = step.body
    own = step.layer.progress.variables if body is not None and body.parsed else {}
    value = step.expand(address) if not any(f"${name}" in address or f"${{{name}" in address for name in own) else ""
    return value if isinstance(value, str) and "$" not in value and not any(char.isspace() for char in value) else ""
