"""``check --since REV`` and ``--locked``: what a change brings about, and the gate as it was before the change."""

from __future__ import annotations

import os

from analyzer.cli.options import UsageError
from analyzer.config.files import DISK
from analyzer.lint.builds import join
from analyzer.lint.changes import Changes, brought_about
from analyzer.lint.discovery import LEFT_OUT, NONE_HERE, STDIN, Target, is_dockerfile_name
from analyzer.lint.renames import LARGEST, renamed
from analyzer.lint.run import check_targets, read
from analyzer.providers.git import LINK, GitError, root_of
from analyzer.providers.revision import Revisions
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.cli.options import Arguments
    from analyzer.config.files import Files
    from analyzer.config.policies import Policies
    from analyzer.lint.comparison import Comparison
    from analyzer.lint.remark import Remarker
    from analyzer.lint.run import FileResult, Policy
    from analyzer.providers.revision import Revision

_LEVELS = ("style", "info", "warning", "error", "never")  # thresholds, the strictest first
MOST = 500  # files that are looked at to find out what a file was called


def check_options(arguments: Arguments) -> None:
    """Refuses options that do not go together. Raises UsageError."""
    if arguments.has("locked") and not arguments.has("since"):
        raise UsageError("--locked needs a revision", "add --since REV: the base of the change")
    if not arguments.has("since"):
        return
    if arguments.has("locked") and arguments.one("since").endswith("..."):
        raise UsageError("--locked takes no REV...", "a change chooses where it began; name the tip of the branch it is for")
    for other in ("fix", "unsafe-fixes", "diff", "add-suppressions"):
        if arguments.has(other):
            raise UsageError(
                f"--since and --{other} exclude each other", "fix all of a file, then see what is left of the change"
            )
    if STDIN in arguments.operands and not arguments.has("stdin-filename"):
        raise UsageError("standard input has no revision", "name the file that it is: --stdin-filename NAME")


class Change:
    """The change between a revision and the files of a run. With `locked` it is judged as the revision says.

    Methods raise UsageError for what git cannot tell.
    """

    def __init__(self, revision: str, operands: list[str], *, locked: bool) -> None:
        self.locked = locked
        self.same = 0
        self.gone: list[str] = []
        self._revisions = Revisions(revision)
        self._operands = operands
        self._names: dict[str, str] = {}  # files by what they are called now: what they were called
        self._elsewhere: set[str] = set()  # files that were judged by other rules under their former names
        self._gone: dict[str, list[str]] = {}
        self._taken: set[tuple[str, str]] = set()
        self._tracked: dict[str, tuple[set[str], set[str]]] = {}
        if root_of("."):
            self._revision("x")
        for operand in operands:
            self._revision(os.path.join(operand, "x") if os.path.isdir(operand) else operand)

    @property
    def files(self) -> Files:
        """Where configurations are read."""
        if not self.locked:
            return DISK
        from analyzer.config.locked import LockedFiles

        return LockedFiles(self._revisions)

    def is_tracked(self, path: str) -> bool:
        """Git knows a file, or one below a folder: no ``.gitignore`` hides it."""
        revision = self._revision(path)
        files, folders = self._index(revision)
        inner = revision.inner(path)
        return inner in files or inner in folders

    def names(self, path: str) -> list[str]:
        """The paths that a file is judged by: where it is locked, the one that it had, too."""
        return [self.judged_as(path), path]

    def judged_as(self, path: str) -> str:
        """The path by which a file is judged first: where it is locked, the one that it had."""
        return self._names.get(path, path) if self.locked else path

    def judge_as_named_now(
        self, targets: list[Target], results: list[FileResult], policies: Policies, remarker: Remarker | None
    ) -> None:
        """Judges files with a new name, under which other rules are in force, by these rules, too."""
        again = [(target, result) for target, result in zip(targets, results, strict=True) if target.path in self._elsewhere]
        for (_, result), other in zip(again, check_targets([each for each, _ in again], policies.of, remarker), strict=True):
            join(result, other)
            result.fail_on = min(result.fail_on, other.fail_on, key=_LEVELS.index)

    def targets(self, found: list[Target], policies: Policies) -> list[Target]:
        """The files that changed, each with its content before; where it is locked, also those that the change would hide.

        A file that comes from where other rules are in force is a new one.
        """
        if self.locked:
            hidden = self._hidden(found)
            found = [*(target for target in found if target.error != NONE_HERE or not hidden), *hidden]
        changed = []
        for target in found:
            if target.error:
                changed.append(target)
                continue
            try:
                now = read(target.path) if target.data is None else target.data
            except OSError:
                changed.append(target)  # the check tells
                continue
            target.data, target.locked, target.plain_too = now, self.locked, self.locked
            before = (
                self._before(target.path, now)
                if target.inline is None
                else self._before_within(target.path, target.inline.name)
            )
            if target.path in self._names and self.locked and not self._judged_alike(target.path, policies):
                self._elsewhere.add(target.path)
                before = None
            target.before = before or b""
            if before is not None and before.replace(b"\r\n", b"\n") == now.replace(b"\r\n", b"\n"):
                self.same += 1
            else:
                changed.append(target)
        return changed

    def narrow(
        self,
        targets: list[Target],
        results: list[FileResult],
        policy_of: Callable[[str], Policy],
        remarker: Remarker | None,
        comparison: Comparison,
    ) -> None:
        """Leaves of the findings of the files those that the change brought about."""
        pairs = [(target, result) for target, result in zip(targets, results, strict=True) if target.before is not None]
        old = check_targets([_as_before(target) for target, _ in pairs], policy_of, remarker)
        for (target, result), before in zip(pairs, old, strict=True):
            if result.source is not None:
                changes = Changes(Source.from_bytes(target.before or b"").text, result.source.text)
                kept = brought_about(result.findings, before.findings, changes)
                comparison.unchanged += len(result.findings) - len(kept)
                result.findings = kept
        comparison.since, comparison.locked = self._revisions.name, self.locked
        comparison.same, comparison.gone = self.same, self.gone

    def _revision(self, path: str) -> Revision:
        try:
            return self._revisions.of(path)
        except GitError as error:
            raise UsageError(f"--since: {error}", error.hint) from None

    def _index(self, revision: Revision) -> tuple[set[str], set[str]]:
        """The files that git knows, and the folders that they lie in."""
        if revision.root not in self._tracked:
            files = revision.repository.tracked()
            folders = {""}
            for file in files:
                while (file := os.path.dirname(file)) and file not in folders:
                    folders.add(file)
            self._tracked[revision.root] = files, folders
        return self._tracked[revision.root]

    def _before(self, path: str, now: bytes) -> bytes | None:
        """The content of a file before the change, under its former name where it has a new one; None for a new file."""
        revision = self._revision(path)
        inner = revision.resolved(path)
        if inner is not None and inner in revision.entries:
            return revision.content(inner)
        gone = [each for each in self._gone_from(revision) if (revision.root, each) not in self._taken]
        name = os.path.basename(path)
        gone.sort(key=lambda each: (os.path.basename(each) != name, not is_dockerfile_name(os.path.basename(each)), each))
        revision.load(gone[:MOST])
        former = renamed(revision.inner(path) or "", now, {each: revision.content(each) for each in gone[:MOST]})
        if not former:
            return None
        self._taken.add((revision.root, former))
        self._names[path] = os.path.join(revision.root, *former.split("/"))
        return revision.content(former)

    def _before_within(self, path: str, name: str) -> bytes | None:
        """What a Dockerfile of this name was in a file of builds; None where there was none."""
        from analyzer.lint.builds import BuildFileError, builds_of

        revision = self._revision(path)
        try:
            builds = builds_of(path, revision.read(path))
        except (FileNotFoundError, BuildFileError):
            return None
        texts = [build.inline.text for build in builds if build.name == name and build.inline is not None]
        return texts[0].encode("utf-8", "surrogateescape") if texts else None

    def _judged_alike(self, path: str, policies: Policies) -> bool:
        """The same is in force under both names of a file."""
        wanted = [bool(policies.wanted([Target(name)])) for name in self.names(path)]
        return wanted == [True, True] and policies.of(self.judged_as(path)) is policies.of(path)

    def _gone_from(self, revision: Revision) -> list[str]:
        """The files of a revision that are there no more."""
        if revision.root not in self._gone:
            there = (os.path.lexists(os.path.join(revision.root, *each.split("/"))) for each in revision.entries)
            self._gone[revision.root] = [each for each, found in zip(revision.entries, there, strict=True) if not found]
        return self._gone[revision.root]

    def _hidden(self, found: list[Target]) -> list[Target]:
        """Files that were Dockerfiles and are found no more by their names: renamed ones, and what is no plain file now."""
        known = {os.path.abspath(target.path) for target in found}
        more: list[Target] = []
        for operand in self._operands:
            if not os.path.isdir(operand):
                continue
            revision = self._revision(os.path.join(operand, "x"))
            folder = revision.inner(operand) or ""
            for inner in revision.below(folder):
                path = os.path.join(revision.root, *inner.split("/"))
                if (
                    is_dockerfile_name(os.path.basename(inner))
                    and path not in known
                    and not self._is_taken(revision, inner, known)
                ):
                    known.add(path)
                    more += self._found_again(revision, inner, path, operand, known)
        return more

    def _is_taken(self, revision: Revision, inner: str, known: set[str]) -> bool:
        """The file is there under another name, among those that are checked anyway."""
        if os.path.lexists(os.path.join(revision.root, *inner.split("/"))):
            return False
        before = revision.content(inner)
        new = [path for path in known if (name := revision.inner(path)) is not None and name not in revision.entries]
        return bool(renamed(inner, before, {path: _content(path) for path in new}))

    def _found_again(self, revision: Revision, inner: str, path: str, operand: str, known: set[str]) -> list[Target]:
        shown = os.path.normpath(os.path.join(operand, os.path.relpath(path, os.path.abspath(operand))))
        if os.path.lexists(path):
            if revision.entries[inner][0] == LINK or not LEFT_OUT.isdisjoint(inner.split("/")):
                return []  # it was a link, or in a folder of a tool
            real = os.path.join(os.path.realpath(operand), "")
            if os.path.isfile(path) and os.path.realpath(path).startswith(real):
                return [Target(shown)]
            return [Target(shown, f"it was a file at {self._revisions.name}, and is none of this folder now")]
        files, _ = self._index(revision)
        new = sorted(files - revision.entries.keys(), key=lambda each: (os.path.dirname(each) != os.path.dirname(inner), each))
        places = {os.path.join(revision.root, *each.split("/")): each for each in new[:MOST]}
        others = {place: _content(place) for place in places if place not in known}
        now = renamed(inner, revision.content(inner), others)
        if not now:
            self.gone.append(shown)
            return []
        known.add(now)
        shown = os.path.relpath(now)
        self._taken.add((revision.root, inner))
        self._names[shown] = path
        return [Target(shown, named=True)]


def _as_before(target: Target) -> Target:
    """A file as it was before the change, built as it is now."""
    before = Target(target.path, data=target.before)
    before.builds, before.plain_too = target.builds, target.plain_too
    return before


def _content(path: str) -> bytes:
    """The beginning of a plain file; empty for anything else."""
    if os.path.islink(path) or not os.path.isfile(path):
        return b""
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""
