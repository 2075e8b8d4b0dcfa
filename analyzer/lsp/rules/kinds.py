"""Which YAML files are ours: the files of rules folders, single rules, and configurations."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from analyzer.config.find import HADOLINT, OWN
from analyzer.resources import rules_path
from analyzer.rules.files import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

RULE, CONDITION, WORDS, PROFILE, MANIFEST, CONFIGURATION, FOREIGN = (
    "rule", "condition", "words", "profile", "manifest", "configuration", "hadolint",
)  # fmt: skip
ENDINGS = (".yaml", ".yml")
_OF_FOLDERS = {"lib": CONDITION, "data": WORDS, "profiles": PROFILE, "": RULE}
_LANGUAGE = re.compile(r"^language:[ \t]*\d+[ \t]*(#.*)?$", re.MULTILINE)
_UP = 5  # folders above a file in which a manifest is looked for
LARGEST = 4000  # characters of a manifest that are looked at


class Place(NamedTuple):
    """What a file is, and the rules folder it lies in; empty where it lies in none. `kind` is empty for what is not ours."""

    kind: str
    folder: str = ""


def place_of(path: str, text: str, sources: Iterable[str] = ()) -> Place:
    """What a YAML file is by its path, its text and the `sources` of rules that a configuration names (files and folders)."""
    name = os.path.basename(path)
    if name in OWN:
        return Place(CONFIGURATION)
    if name in HADOLINT:
        return Place(FOREIGN)
    if not name.endswith(ENDINGS):
        return Place("")
    whole = os.path.realpath(path)
    for source in sources:
        folder = os.path.realpath(source)
        if whole == folder:
            return Place(RULE)
        if whole.startswith(os.path.join(folder, "")):
            return _within(whole, folder)
    folder = _with_manifest(whole)
    return _within(whole, folder) if folder else Place(_by_text(whole, text))


def _within(path: str, folder: str) -> Place:
    """What a file of a rules folder is."""
    below = os.path.relpath(path, folder)
    if any(part.startswith(".") for part in below.split(os.sep)):
        return Place("")
    if below == "manifest.yaml":
        return Place(MANIFEST, folder)
    first = below.split(os.sep, 1)[0]
    if (first == "data" and below.count(os.sep) > 1) or (first == "recovery" and folder == os.path.realpath(rules_path())):
        return Place("")  # other parts of the program read it
    return Place(_OF_FOLDERS[kind_of(below)], folder)


def _with_manifest(path: str) -> str:
    """The nearest folder around a file that has a manifest of rules; empty for none."""
    folder = os.path.dirname(path)
    for _ in range(_UP):
        try:
            with open(os.path.join(folder, "manifest.yaml"), encoding="utf-8", errors="replace") as file:
                if _LANGUAGE.search(file.read(LARGEST)):
                    return folder
        except OSError:
            pass
        folder = os.path.dirname(folder)
    return ""


def _by_text(path: str, text: str) -> str:
    keys = set(re.findall(r"^([a-z-]+)[ \t]*:(?=\s|$)", text, re.MULTILINE))
    above = os.path.basename(os.path.dirname(path))
    if "match" in keys and keys & {"id", "for"}:
        return RULE
    if above == "lib" and {"sort", "match"} <= keys:
        return CONDITION
    if above == "profiles" and keys & {"rules", "select"} and keys <= {"docs", "rules", "select", "except"}:
        return PROFILE
    return ""
