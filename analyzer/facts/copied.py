"""What COPY and ADD take from the build context, where that is known (dockerfile2llb/convert_copy.go, validations.go)."""

from __future__ import annotations

from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.syntax.git_ref import GitRefError, parse_git_ref
from analyzer.syntax.heredoc_words import parse_heredoc_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.providers import Matched
    from analyzer.facts.words import Word

MOST_FILES = 10_000  # listed of an instruction


def matched_sources(instruction: Instruction) -> list[tuple[Word, Matched | None]]:
    """The sources that lie in the build context, each with what it names there; None where that cannot be told."""
    if instruction.kind not in {"COPY", "ADD"} or instruction.from_name is not None:
        return []
    context = instruction.file.context
    found: list[tuple[Word, Matched | None]] = []
    for word in instruction.sources:
        if instruction.heredocs and parse_heredoc_word(word.text) is not None:
            continue
        value = word.value
        if isinstance(value, str) and instruction.kind == "ADD" and is_remote(value):
            continue
        known = context is not None and isinstance(value, str) and not instruction.onbuild
        found.append((word, context.match(value) if known else None))  # type: ignore[union-attr, arg-type]
    return found


def is_remote(source: str) -> bool:
    """A source of ADD that is fetched: a URL, or a Git repository."""
    if source.startswith(("http://", "https://")):
        return True
    try:
        repository = parse_git_ref(source)
    except GitRefError:
        return True
    return repository is not None and not repository.looks_local


def named(instruction: Instruction, fact: str) -> list[Word] | Unknown:
    """The sources of which a fact of `Matched` is true; unknown where there is none, and of some it cannot be told."""
    found: list[Word] = []
    unknown = False
    for word, matched in instruction.matched_sources:
        value = getattr(matched, fact) if matched is not None else None
        if value:
            found.append(word)
        unknown |= value is None
    return UNKNOWN if unknown and not found else found


def copied_files(instruction: Instruction) -> list[str] | Unknown:
    """All files of the build context that an instruction takes, sorted."""
    files: set[str] = set()
    for _, matched in instruction.matched_sources:
        if matched is None or matched.files is None or instruction.syntax.flag("exclude") is not None:
            return UNKNOWN
        files.update(matched.files)
    return sorted(files) if len(files) <= MOST_FILES else UNKNOWN
