"""A version of an open file, and what is known of it. Each part is worked out once, when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.facts.model import file_facts
from analyzer.lint.check import BuildOptionError, judge, open_file
from analyzer.lint.offers import Offers
from analyzer.lint.run import FileResult
from analyzer.lsp.units import Units
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction as InstructionFacts
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage
    from analyzer.lint.baseline import Baseline
    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.run import Policy
    from analyzer.syntax.nodes import Document, Instruction


class Snapshot:
    """The text of a file at a version, judged by a policy. `path` is the one findings and configurations go by.

    `known` is the baseline whose findings are silenced. `before` is the tree of an earlier version, of which parts may be
    taken over.

    Nothing of it changes; an edit makes another one.
    """

    def __init__(
        self,
        uri: str,
        path: str,
        text: str,
        policy: Policy,
        version: int = 0,
        encoding: str = "utf-16",
        known: Baseline | None = None,
        before: Document | None = None,
    ) -> None:
        self.uri = uri
        self.path = path
        self.policy = policy
        self.version = version
        self.encoding = encoding
        self.known = known
        self._before = before
        self.source = Source(text, path)
        self._offers = Offers()

    @property
    def text(self) -> str:
        """All of the file."""
        return self.source.text

    @cached_property
    def units(self) -> Units:
        """The way between offsets and the client's positions."""
        return Units(self.text, self.encoding)

    @cached_property
    def document(self) -> Document:
        """The tree."""
        document = parse_document(self.source, self._before)
        self._before = None
        return document

    @cached_property
    def facts(self) -> FileFacts:
        """What is true of the file. Build options that do not fit the file as it is now are left out."""
        policy = self.policy
        try:
            return open_file(self.source, policy.build_args, policy.stage, policy.providers, document=self.document)
        except BuildOptionError:
            return file_facts(self.document, {}, "", policy.providers)

    @cached_property
    def findings(self) -> list[Finding]:
        """What is found, by place; silenced findings are among them. `fixes` tells how one is mended."""
        found = judge(self.facts, self.policy.selection, offers=self._offers)
        if self.known is not None:
            self.known.apply([FileResult(self.path, None, found)], lambda _file, _rule: False)
        return found

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """The fixes of one of the findings, the safe ones first; made when they are asked for."""
        return self._offers.of(finding)

    def refused(self, finding: Finding) -> tuple[tuple[str, str], ...]:
        """The titles of fixes that its rule has and that cannot be made here, and why."""
        return self._offers.refused(finding)

    def instruction(self, offset: int) -> Instruction | None:
        """The instruction whose lines a place lies on; None between instructions."""
        facts = self.instruction_facts(offset)
        return facts.syntax if facts is not None else None

    def instruction_facts(self, offset: int) -> InstructionFacts | None:
        """What is true of the instruction whose lines a place lies on."""
        for each in self.facts.instructions:
            if each.syntax.outer_start <= offset <= each.syntax.outer_end:
                if offset == each.syntax.outer_end and self.text[offset - 1 : offset] == "\n":
                    continue  # the start of the next line
                return each
        return None

    def stage(self, offset: int) -> Stage | None:
        """The stage that a place lies in; None before the first FROM."""
        found = None
        for each in self.facts.stages:
            if each.from_instruction.syntax.outer_start > offset:
                break
            found = each
        return found
