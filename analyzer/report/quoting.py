"""What of a file may be shown: its text with the credentials masked, and the fixes that hold none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.finding import Finding
    from analyzer.lint.fix import Fix
    from analyzer.lint.run import FileResult

_LEAST = 4  # characters of a masked piece that is looked for in fixes


class Quoted:
    """The text of a file as it may be shown. `source` is of the same length as the file, so places stay; None without one."""

    __slots__ = ("_lengths", "_masked", "_original", "source")

    def __init__(self, result: FileResult) -> None:
        self.source = result.shown
        self._original = ""
        self._masked: set[str] | None = None  # what is masked of the text
        self._lengths: dict[str, set[int]] = {}  # of it, by how it begins
        if result.source is not None:
            self._original = result.source.text

    def fix(self, finding: Finding) -> Fix | None:
        """The first fix of a finding, unless it would show a credential."""
        from analyzer.facts.redact import redact

        for fix in finding.fixes:
            texts = [edit.text for edit in fix.edits]
            if not any(self._has_masked(text) or redact(text) != text for text in texts):
                return fix
        return None

    def _has_masked(self, text: str) -> bool:
        """Something that is masked stands in a text; looked up at each place, for a file may hold very many credentials."""
        if self._masked is None:
            self._masked = set(_differing(self._original, self.source.text if self.source is not None else ""))
            for piece in self._masked:
                self._lengths.setdefault(piece[:_LEAST], set()).add(len(piece))
        for at in range(len(text) - _LEAST + 1) if self._masked else ():
            for length in self._lengths.get(text[at : at + _LEAST], ()):
                if text[at : at + length] in self._masked:
                    return True
        return False


def _differing(text: str, masked: str) -> list[str]:
    """The pieces of a text that differ from another of the same length."""
    pieces: list[str] = []
    at = 0
    while at < len(masked):
        if text[at] == masked[at]:
            at += 1
            continue
        start = at
        while at < len(masked) and text[at] != masked[at]:
            at += 1
        if at - start >= _LEAST:
            pieces.append(text[start:at])
    return pieces
