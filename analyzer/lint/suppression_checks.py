"""BuildKit's own way to leave out its checks: ``# check=skip=...`` at the top of the file or right above an instruction.

Follows linter/linter.go and dockerfile2llb/convert.go. The directive at the top is replaced as a whole by the build argument
``BUILDKIT_DOCKERFILE_CHECK``. Of the comments above an instruction the first that can be read counts, and it only adds to what
is skipped.
"""

from __future__ import annotations

from analyzer.lint.selection import EXPERIMENTAL
from analyzer.lint.suppression import FILE, INSTRUCTION, Suppression
from analyzer.syntax.check_directive import CheckDirectiveError, parse_check_options
from analyzer.syntax.directives import DirectiveReader, find_directive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.lint.suppression import Suppressions
    from analyzer.lint.suppression_names import Names
    from analyzer.syntax.check_directive import CheckOptions
    from analyzer.syntax.nodes import Comment, Document

FILE_ONLY = frozenset({  # called without the comments of the instruction
    *("NoEmptyContinuation", "DuplicateStageName", "ReservedStageName", "ConsistentInstructionCasing"),
    *("InvalidDefaultArgInFrom", "InvalidBaseImagePlatform"),
})  # fmt: skip
_REPEATED = "MultipleInstructionsDisallowed"  # reported at the earlier instruction, skipped by comments of the later one


def read_file_checks(found: Suppressions, names: Names, document: Document, value: str | None) -> None:
    """Adds what the directive at the top says of the whole file, or in its place the `value` of the build argument.

    What cannot be read is left out: it ends the build, and that is reported elsewhere.
    """
    start, reason = -1, ""
    if value is None:
        text = document.source.text
        directive = find_directive(text, "check")
        if directive is None:
            return
        start = text.index(directive.command_line, document.source.line_starts[directive.line - 1])
        value, reason = directive.value, directive.command_line[len(directive.value) :].strip()
    try:
        options = parse_check_options(value)
    except CheckDirectiveError:
        return
    found.raised = options.error
    asked = EXPERIMENTAL if options.experimental_all else EXPERIMENTAL.intersection(options.experimental)
    found.experimental = _rules_of(names, EXPERIMENTAL - asked)
    found.asked = _rules_of(names, asked)
    for each in _skipped(options, names, value, start, asked):
        each.scope, each.reason = FILE, reason
        found.add(each)


def read_comment_check(found: Suppressions, names: Names, document: Document, comment: Comment, at: int, vain: str) -> bool:
    """Adds what a comment above an instruction skips there; True where it does. `vain` tells why BuildKit does not read it."""
    read = DirectiveReader("").read(comment.text)
    if read is None or read[0] != "check":
        return False
    value, _, reason = read[1].partition(" ")
    start = at + read[2]
    try:
        options = parse_check_options(value)
    except CheckDirectiveError as error:
        broken = Suppression("buildkit", INSTRUCTION, value, start, start + len(value))
        broken.problem = f"BuildKit does not read this: {error}"
        found.add(broken)
        return False
    number = found.places.instruction(comment.start)
    for each in _skipped(options, names, value, start, frozenset()):
        each.reason, each.within = reason.strip(), number
        if each.name in FILE_ONLY:
            each.without_effect = "BuildKit skips this check for the whole file only, by # check= in the first lines"
        elif each.name == _REPEATED:
            each.within = _before_of_its_kind(document, number)
            if each.within < 0:
                each.without_effect = "BuildKit reads this above the later of two such instructions"
        each.without_effect = vain or each.without_effect
        found.add(each)
    return True


def _skipped(options: CheckOptions, names: Names, value: str, start: int, asked: frozenset[str]) -> list[Suppression]:
    """What the options skip. `asked` are the experimental checks that they ask for: those are run all the same."""
    from analyzer.lint.suppression_names import resolve

    found: list[Suppression] = []
    if options.skip_all:
        everything = Suppression("buildkit", INSTRUCTION, "all", start, start + len(value))
        everything.rules = _rules_of(names, names.of_tool("buildkit") - asked)
        found.append(everything)
    place = 0
    for name in options.skip:
        place = max(value.find(name, place), 0)
        begin, length = (start + place, len(name)) if name else (start, len(value))
        each = Suppression("buildkit", INSTRUCTION, name, begin, begin + length)
        resolve(each, names)
        if name in asked:
            each.without_effect = "the file asks for this experimental check"
        found.append(each)
        place += len(name)
    if start < 0:
        for each in found:
            each.start = each.end = -1
    return found


def _rules_of(names: Names, checks: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset().union(*(names.rules(check, "buildkit") for check in checks))


def _before_of_its_kind(document: Document, number: int) -> int:
    """The instruction of the same kind before one, in its stage; -1 where there is none."""
    instructions = document.instructions
    kind = instructions[number].kind if number < len(instructions) else ""
    if kind not in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        return -1
    for earlier in range(number - 1, -1, -1):
        if instructions[earlier].kind == "FROM":
            break
        if instructions[earlier].kind == kind:
            return earlier
    return -1
