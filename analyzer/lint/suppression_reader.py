"""Finds the suppressions of a file: from its comments, its ``# check=`` directive and BuildKit's build argument."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.lint.suppression import Suppressions
    from analyzer.lint.suppression_names import Names
    from analyzer.rules.ruleset import Ruleset
    from analyzer.syntax.nodes import Comment, Document

CHECK_ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK"
_WITHIN = "{} reads no comment between the lines of an instruction"
_PARTED = "BuildKit drops comments above an empty one"
_SECOND = "BuildKit reads only the first such comment above an instruction"
_COLUMN = "BuildKit reads # check= only where # is the first character of its line"


def suppressions_of(
    document: Document, rules: Ruleset, build_args: Mapping[str, str] | None = None, *, comments: bool = True
) -> Suppressions | None:
    """The suppressions of a file; None where it holds nothing of the kind, as nearly all files do.

    `build_args` may hold BuildKit's own one, which replaces the directive at the top. Without `comments` only BuildKit's
    count, by which the build itself goes.
    """
    check = (build_args or {}).get(CHECK_ARGUMENT)
    if check is None and not _holds_any(document):
        return None
    from analyzer.lint.suppression_names import names_of_rules

    return _Reader(document, names_of_rules(rules), comments=comments).read(check)


def _holds_any(document: Document) -> bool:
    if any(directive.name == "check" for directive in document.directives):
        return True
    for piece in document.pieces:
        if piece.piece == "comment" and _may_silence(piece):  # type: ignore[arg-type]
            return True
    return any(_may_silence(comment) for node in document.instructions if node.comments for comment in node.comments)


def _may_silence(comment: Comment) -> bool:
    text = comment.text
    return text[:1] in "bBhHcCsS" and text[:5].lower() in ("build", "hadol", "check", "shell")


class _Reader:
    """Goes through the pieces of a document and takes note of the comments above the next instruction."""

    __slots__ = ("_above", "_comments", "_document", "_found", "_names")

    def __init__(self, document: Document, names: Names, *, comments: bool) -> None:
        from analyzer.lint.suppression import Suppressions

        self._document = document
        self._names = names
        self._comments = comments
        self._found = Suppressions(document)
        self._above: list[Comment] = []

    def read(self, check: str | None) -> Suppressions:
        from analyzer.lint.suppression_checks import read_file_checks
        from analyzer.syntax.directives import find_directive

        text = self._document.source.text
        directive = find_directive(text, "check")
        line = directive.line if directive is not None else 0
        read_file_checks(self._found, self._names, self._document, check)
        for written in self._document.directives:
            if written.name == "check" and directive is None:
                self._unread(written.value_start, written.value)
        for piece in self._document.pieces:
            if piece.piece == "comment":
                if self._document.source.position(piece.start)[0] != line:
                    self._comment(piece)  # type: ignore[arg-type]
            elif piece.piece == "instruction":
                self._checks(self._above)
                self._above = []
                for inner in piece.comments:  # type: ignore[attr-defined]
                    self._inner(inner)
        self._checks(self._above)
        return self._found

    def _unread(self, start: int, value: str) -> None:
        from analyzer.lint.suppression import Suppression

        broken = Suppression("buildkit", "file", value, start, start + len(value))
        broken.problem = _COLUMN
        self._found.add(broken)

    def _comment(self, comment: Comment) -> None:
        if not comment.text:
            self._checks(self._above, _PARTED)
            self._above = []
        elif _may_silence(comment):
            if comment.text[0] in "cC":
                self._above.append(comment)
            elif self._comments:
                self._named(comment, "")

    def _inner(self, comment: Comment) -> None:
        if not _may_silence(comment):
            return
        if comment.text[0] in "cC":
            self._checks([comment], _WITHIN.format("BuildKit"))
        elif self._comments:
            self._named(comment, _WITHIN.format("hadolint"))

    def _named(self, comment: Comment, vain: str) -> None:
        from analyzer.lint.suppression_comments import read_comment
        from analyzer.lint.suppression_names import resolve

        number = self._found.places.instruction(comment.start)
        for each in read_comment(comment.text, self._text_start(comment)):
            each.within = self._found.places.stage(number) if each.scope == "stage" else number
            if not each.problem:
                resolve(each, self._names)
            if each.tool == "hadolint":
                each.without_effect = vain
            if each.rules == {"parse-error"}:
                each.without_effect = "the build fails all the same"
            self._found.add(each)

    def _checks(self, comments: list[Comment], vain: str = "") -> None:
        from analyzer.lint.suppression_checks import read_comment_check

        counted = False
        for comment in comments:
            at = self._text_start(comment)
            why = vain or (_COLUMN if self._document.source.text[comment.start] != "#" else _SECOND if counted else "")
            if read_comment_check(self._found, self._names, self._document, comment, at, why) and not why:
                counted = True

    def _text_start(self, comment: Comment) -> int:
        """The source offset of a comment's text."""
        text = self._document.source.text
        return text.index(comment.text, text.index("#", comment.start) + 1)
