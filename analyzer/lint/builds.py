"""Builds that other files describe: Compose files and the JSON form of Bake files.

Each names a Dockerfile, or holds one, and says with which arguments and for which stage it is built. The environment is not
looked at: what depends on it is not known, and left out. So are contexts that are no folders.
"""

from __future__ import annotations

import os

from analyzer.facts.providers import Providers
from analyzer.lint.yamlfile import YamlError, read_yaml
from analyzer.source.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.facts.providers import BuildContexts
    from analyzer.lint.discovery import Target
    from analyzer.lint.finding import Finding
    from analyzer.lint.inline import Inline
    from analyzer.lint.run import FileResult, Policy

LARGEST = 5_000_000  # bytes
_YAML = (".yaml", ".yml")


class Build:
    """How a Dockerfile is built. `dockerfile` and `context` are paths, `inline` is a Dockerfile in the file itself."""

    __slots__ = ("args", "context", "contexts", "dockerfile", "inline", "name", "origin", "target")

    def __init__(self, origin: str, name: str) -> None:
        self.origin = origin
        self.name = name
        self.dockerfile = ""
        self.inline: Inline | None = None
        self.context = ""
        self.contexts: BuildContexts | None = None  # where it may be looked at
        self.args: dict[str, str] = {}
        self.target = ""

    @property
    def settings(self) -> tuple[object, ...]:
        """What tells it from other builds of the same Dockerfile."""
        return tuple(sorted(self.args.items())), self.target, os.path.abspath(self.context) if self.contexts is not None else ""

    def policy(self, policy: Policy, *, locked: bool = False) -> Policy:
        """A policy for it: what is said of all builds goes before what is said of this one.

        Where it is `locked`, no argument of it silences anything.
        """
        from analyzer.lint.run import Policy
        from analyzer.lint.suppression_reader import CHECK_ARGUMENT

        args = {name: value for name, value in self.args.items() if not (locked and name == CHECK_ARGUMENT)}
        return Policy(
            policy.selection,
            {**args, **policy.build_args},
            policy.stage or self.target,
            self._providers(policy.providers),
            policy.fail_on,
            fixes=policy.fixes,
        )

    def _providers(self, given: Providers) -> Providers:
        if self.contexts is None or given.contexts is not None:
            return given
        return Providers(self.contexts, given.registry)


class BuildFileError(Exception):
    """A file of builds that cannot be read; the message begins with a place where there is one."""


def builds_of(path: str, data: bytes) -> list[Build]:
    """The builds that a file describes, in its order. Raises BuildFileError."""
    name = os.path.basename(path)
    if name.endswith(".hcl"):
        raise BuildFileError("HCL is not read; write it as JSON: docker buildx bake --print > docker-bake.json")
    if len(data) > LARGEST:
        raise BuildFileError(f"the file is larger than {LARGEST} bytes")
    source = Source.from_bytes(data, path)
    try:
        document = read_yaml(source.text.removeprefix("\ufeff"), path)
    except YamlError as error:
        raise BuildFileError(str(error)) from None
    if name.endswith(_YAML):
        from analyzer.lint.compose import compose_builds

        return compose_builds(document, source)
    from analyzer.lint.bake import bake_builds

    return bake_builds(document, source)


def place(build: Build, context: str, dockerfile: str) -> bool:
    """Tells a build its context and Dockerfile, as they are written in its file; False for what is no folder here."""
    if "://" in context or context.startswith(("git@", "github.com/", "target:", "service:", "docker-image:")):
        return False
    folder = os.path.dirname(build.origin)
    build.context = os.path.normpath(os.path.join(folder, os.path.expanduser(context) if context.startswith("~/") else context))
    build.dockerfile = os.path.normpath(os.path.join(build.context, dockerfile or "Dockerfile"))
    return True


def expanded(found: list[Target], root: str, contexts: Callable[[str], BuildContexts] | None = None) -> list[Target]:
    """The targets with files of builds replaced by what they build.

    Nothing outside of the folder `root` is looked at. A Dockerfile that is among the targets already is judged in the ways in
    which it is built. `contexts` makes build contexts of folders, where they may be looked at.
    """
    known = {os.path.abspath(target.path): target for target in found if not target.describes_builds}
    targets: list[Target] = []
    for target in found:
        if target.describes_builds:
            targets += _described(target, os.path.join(os.path.realpath(root), ""), known, contexts)
        else:
            targets.append(target)
    return targets


def _described(
    target: Target, root: str, known: dict[str, Target], contexts: Callable[[str], BuildContexts] | None
) -> list[Target]:
    """The Dockerfiles that a file of builds brings, those in it included."""
    from analyzer.lint.discovery import Target

    try:
        with open(target.path, "rb") as file:
            builds = builds_of(target.path, file.read())
    except OSError as error:
        return [Target(target.path, error.strerror or str(error), target.named)]
    except BuildFileError as error:
        return [Target(target.path, str(error), target.named)]
    more = []
    for build in builds:
        if contexts is not None and build.context and os.path.join(os.path.realpath(build.context), "").startswith(root):
            build.contexts = contexts(build.context) if os.path.isdir(build.context) else None
        path = os.path.abspath(build.dockerfile)
        if build.inline is not None:
            built = Target(target.path, named=target.named, data=build.inline.text.encode("utf-8", "surrogateescape"))
            built.inline = build.inline
            more.append(built)
        elif path in known:
            built = known[path]
        elif os.path.isfile(path) and os.path.realpath(path).startswith(root):
            built = known[path] = Target(build.dockerfile)
            more.append(built)
        else:
            continue
        if build.settings not in [other.settings for other in built.builds]:
            built.builds.append(build)
    return more


def put_back(targets: list[Target], results: list[FileResult]) -> None:
    """Moves the findings of Dockerfiles that stand in other files to their places there, and joins the results of each file."""
    by_path: dict[str, FileResult] = {}
    joined = []
    for target, result in zip(targets, results, strict=True):
        if target.inline is not None:
            target.inline.put_back(result)
            if result.path in by_path:
                join(by_path[result.path], result)
                continue
            by_path[result.path] = result
        joined.append(result)
    results[:] = joined


def join(one: FileResult, other: FileResult) -> None:
    """Adds to a result what another of the same file says besides."""
    for mine, theirs in ((one.findings, other.findings), (one.suppressed, other.suppressed)):
        said = {_said(finding) for finding in mine}
        mine += [finding for finding in theirs if _said(finding) not in said]
        mine.sort(key=lambda finding: (finding.span.start.offset, finding.span.end.offset, finding.rule, finding.message))
    one.error = one.error or other.error
    one.inactive = tuple({rule.id: rule for rule in (*one.inactive, *other.inactive)}.values())


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.span.start.offset, finding.span.end.offset, finding.message
