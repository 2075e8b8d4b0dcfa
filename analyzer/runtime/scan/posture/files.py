"""The files of an image that are worth a word, and what is wrong with their modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.runtime.scan.model import ImageFile, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.runtime.image.model import Layer
    from analyzer.runtime.scan.posture.view import Seen

_MOST_PATHS = 20  # that an issue shows


def files_of(left: Sequence[Seen], lost: Sequence[Seen], layers: Sequence[Layer]) -> list[ImageFile]:
    """Files with setuid or setgid, credentials, and what tools leave behind; also those that later layers took away."""
    found = [_file(seen, layers, removed=False) for seen in left if seen.setuid or seen.secret is not None or seen.unneeded]
    found += [_file(seen, layers, removed=True) for seen in lost]
    return sorted(found, key=lambda file: (file.path, file.removed, file.layer or ""))


def _file(seen: Seen, layers: Sequence[Layer], *, removed: bool) -> ImageFile:
    layer = layers[seen.layer]
    setuid = seen.setuid and not removed
    return ImageFile("/" + seen.path, setuid, seen.secret, removed, seen.size, layer.diff_id, layer.line)


def issues_of(left: Sequence[Seen], layers: Sequence[Layer]) -> list[Issue]:
    """What is wrong with the modes of files, an issue for each layer that brings some."""
    return [
        *_by_layer(
            left, layers, lambda seen: seen.setuid,
            ("setuid-not-stripped", "low", "cis-docker/4.8"), "{} with the setuid or setgid bit",
        ),
        *_by_layer(
            left, layers, lambda seen: seen.writable,
            ("world-writable-mode", "medium", "cis-docker/5.13"), "{} that everybody may write to",
        ),
    ]  # fmt: skip


def _by_layer(
    left: Sequence[Seen], layers: Sequence[Layer], wanted: Callable[[Seen], bool], what: tuple[str, str, str], message: str
) -> list[Issue]:
    found: dict[int, list[str]] = {}
    for seen in left:
        if wanted(seen):
            found.setdefault(seen.layer, []).append("/" + seen.path)
    issues = []
    for index in sorted(found):
        paths = found[index]
        count = f"{len(paths)} files or directories" if len(paths) > 1 else "a file or directory"
        identity, severity, control = what
        shown = tuple(paths[:_MOST_PATHS])
        layer = layers[index]
        issues.append(Issue(identity, severity, message.format(count), control, shown, layer.diff_id, layer.line))
    return issues
