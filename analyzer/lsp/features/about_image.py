"""An image: the parts of its reference, what it is known to hold, and how long that is supported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.markdown import items, together

if TYPE_CHECKING:
    from analyzer.facts.images import Image
    from analyzer.facts.node import Text
    from analyzer.lsp.features.shown import Shown

_PRECISION = {
    "latest": "moves with every release",
    "channel": "moves with every release of its channel",
    "major": "moves with every release of its major version",
    "minor": "moves with every fix of its minor version",
    "patch": "moves only when the image is built anew",
    "date": "names the day it was built",
}


def about_image(image: Image, shown: Shown) -> str:
    """All there is to tell of an image."""
    if image.is_scratch is True:
        return "**scratch**\n\nthe empty image: no file, no shell, no user"
    resolved = image.resolved
    title = f"**Image** {shown.code(resolved if isinstance(resolved, str) else image.text)}"
    rows = [*_reference(image, shown), *_contents(image, shown), *_support(image, shown)]
    return f"{title}\n\n{items(rows)}" if rows else title


def _reference(image: Image, shown: Shown) -> list[str]:
    rows = []
    if isinstance(image.resolved, Unknown):
        values = image.values
        if isinstance(values, list) and values:
            rows.append(f"one of {together([shown.code(value) for value in values])}")
        else:
            rows.append("a variable without a value decides which one it is")
    elif image.resolved != image.text:
        rows.append(f"written as {shown.code(image.text)}")
    rows += _row("registry", image.host, shown)
    rows += _row("repository", image.repository, shown)
    rows += [row + _moves(image) for row in _row("tag", image.tag, shown)]
    if image.floating is True and image.tag is None:
        rows.append("no tag, so `latest`: what it names can change with every build")
    rows += _row("digest", image.digest, shown)
    rows += _row("platform", image.platform, shown)
    return rows


def _moves(image: Image) -> str:
    if isinstance(image.digest, str) or not isinstance(image.tag_precision, str):
        return ""
    found = _PRECISION.get(image.tag_precision)
    return f", which {found}" if found else ""


def _contents(image: Image, shown: Shown) -> list[str]:
    rows = []
    if isinstance(image.os_family, str):
        release = f" {shown.text(image.os_release)}" if isinstance(image.os_release, str) else ""
        rows.append(f"system {shown.text(image.os_family)}{release}")
    rows += _row("package manager", image.package_manager, shown)
    rows += _row("C library", image.libc, shown)
    rows += _row("user", image.default_user, shown)
    if isinstance(image.smaller_variant, str):
        rows.append(f"there is a smaller variant: {shown.code(image.smaller_variant)}")
    return rows


def _support(image: Image, shown: Shown) -> list[str]:
    rows = []
    if isinstance(image.end_of_life, str):
        of = f"{shown.text(image.end_of_life_of)} " if isinstance(image.end_of_life_of, str) else ""
        over = image.past_end_of_life is True
        words = "has had no security updates since" if over else "gets security updates until"
        known = f" (as known on {image.data_date})" if isinstance(image.data_date, str) else ""
        rows.append(f"{'**' if over else ''}{of}{words} {image.end_of_life}{'**' if over else ''}{known}")
    digest = image.registry_digest
    if isinstance(digest, str):
        rows.append(f"the registry has {shown.code(digest)}")
    return rows


def _row(name: str, value: Text, shown: Shown) -> list[str]:
    return [f"{name} {shown.code(value)}"] if isinstance(value, str) and value else []
