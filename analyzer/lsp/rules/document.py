"""A version of an open YAML file, and what is known of it. Each part is worked out once, when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.lsp.rules import kinds
from analyzer.lsp.rules.checking import checked
from analyzer.lsp.rules.configuration_shapes import CONFIGURATION
from analyzer.lsp.rules.known import Known
from analyzer.lsp.rules.problems import placed
from analyzer.lsp.rules.rule_shapes import CONDITION, MANIFEST, PROFILE, RULE
from analyzer.lsp.rules.shapes import ANY, Shape
from analyzer.lsp.rules.tree import tree
from analyzer.lsp.units import Units

if TYPE_CHECKING:
    from analyzer.lsp.data import Diagnostic
    from analyzer.lsp.rules.checking import Checked
    from analyzer.lsp.rules.folders import Folder
    from analyzer.lsp.rules.nodes import Node

SHAPES: dict[str, Shape] = {
    kinds.RULE: RULE,
    kinds.CONDITION: CONDITION,
    kinds.PROFILE: PROFILE,
    kinds.MANIFEST: MANIFEST,
    kinds.CONFIGURATION: CONFIGURATION,
}


class RuleFile:
    """The text of a file of a `kind` (`analyzer.lsp.rules.kinds`) at a version. `folder` is the rules folder it lies in.

    `verdicts` are what running its examples said; None until they have run. `is_judged` tells that somebody sees to that.
    """

    def __init__(
        self, uri: str, path: str, text: str, kind: str, folder: Folder, version: int = 0, encoding: str = "utf-16"
    ) -> None:
        self.uri = uri
        self.path = path
        self.text = text
        self.kind = kind
        self.folder = folder
        self.version = version
        self.encoding = encoding
        self.verdicts: list[Diagnostic] | None = None
        self.is_judged = False

    @cached_property
    def units(self) -> Units:
        """The way between offsets and the client's positions."""
        return Units(self.text, self.encoding)

    @cached_property
    def root(self) -> Node | None:
        """The parts of the file, as far as they can be made out."""
        return tree(self.text)

    @property
    def shape(self) -> Shape:
        """What the file as a whole can hold."""
        return SHAPES.get(self.kind, ANY)

    @cached_property
    def known(self) -> Known:
        """What is known around its places."""
        return Known(self.root, self.folder, self.text)

    @cached_property
    def checked(self) -> Checked:
        """What the checker says of it."""
        return checked(self.path, self.text, self.kind, self.folder)

    @cached_property
    def problems(self) -> list[Diagnostic]:
        """All mistakes, by place."""
        return placed(self.text, self.root, self.checked.problems)
