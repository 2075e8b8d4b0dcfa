"""Which steps of a build run again when something outside of the file changes.

A step's result is taken from the cache as long as its own definition and the results it starts from are the same:

* RUN depends on the result before it, on its text and on its whole environment, so on every ARG and ENV in force
  (client/llb/exec.go, ExecOp.Marshal), and on what it mounts from the context, a stage or an image. Cache, tmpfs, secret and
  ssh mounts count for nothing, nor do the proxy variables that no ARG declares (solver/llbsolver/ops/exec.go, CacheMap).
* COPY and ADD depend on the result before them, on their words, and on the content of what they copy
  (solver/llbsolver/ops/file.go, CacheMap); with --link not on the result before them (convert_copy.go, llb.Merge).
* WORKDIR makes a directory. All other instructions change the image's configuration only and are no steps.

What a step takes from another stage counts by its content: if that stage runs again and comes to the same, the step does not.
So a rerun that is passed on in this way is *possible*, not certain; so is one that a variable without a value decides.
"""

from __future__ import annotations

import posixpath

from analyzer.facts.copied import is_remote
from analyzer.facts.predefined import SBOM_ARGS
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analyzer.facts.instructions import Instruction
    from analyzer.facts.model import FileFacts
    from analyzer.facts.stages import Stage
    from analyzer.facts.words import Pair, Word

    Reruns = dict[Instruction, bool | Unknown]
    Starts = Callable[[Instruction], bool | Unknown]

STEPS = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})


# --- the three kinds of change


def rerun_by_path(file: FileFacts, path: str) -> Reruns:
    """The steps that run again when a file of the build context changes or comes: True, or unknown where it is possible only.

    `path` is relative to the context, with slashes. It counts as part of the context unless that is known and says otherwise.
    """
    path = posixpath.normpath("/" + path)[1:]
    return _propagate(file, lambda step: _takes_path(step, path))


def rerun_by_argument(file: FileFacts, name: str) -> Reruns:
    """The steps that run again when a build argument, or its default, changes; FROM too, where it decides the image."""
    tainted = _Tainted(file, name)
    return _propagate(file, tainted.starts)


def rerun_by_image(file: FileFacts, reference: str) -> Reruns:
    """The steps that run again when a reference, as it is written or as it is expanded, names another image than before."""
    return _propagate(file, lambda step: _names_image(step, reference))


def _propagate(file: FileFacts, starts: Starts) -> Reruns:
    """What runs again after the steps where it starts."""
    reruns: Reruns = {}
    ends: dict[Stage, bool | Unknown] = {}
    for stage in file.stages:
        base = stage.base_stage
        dirty: bool | Unknown = ends.get(base, False) if base is not None and not isinstance(base, Unknown) else False
        for step in stage.instructions:
            own = starts(step)
            if step.kind == "FROM":
                if own is not False:
                    reruns[step] = own
                    dirty = _or(dirty, own)
            elif step.kind in STEPS:
                own = _or(own, _from_stages(step, ends))
                again = own if _linked(step) else _or(dirty, own)
                if again is not False:
                    reruns[step] = again
                dirty = _or(dirty, again)
        ends[stage] = dirty
    return reruns


def _or(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    if one is True or other is True:
        return True
    return UNKNOWN if isinstance(one, Unknown) or isinstance(other, Unknown) else False


def _from_stages(step: Instruction, ends: dict[Stage, bool | Unknown]) -> bool | Unknown:
    """What it takes from a stage may have changed."""
    return UNKNOWN if any(ends.get(stage, False) is not False for stage in _source_stages(step)) else False


def _source_stages(step: Instruction) -> Iterator[Stage]:
    """The stages whose content COPY --from and the mounts of RUN take."""
    if step.kind == "COPY" and step.from_stage is not None and not isinstance(step.from_stage, Unknown):
        yield step.from_stage
    for mount in step.mounts:
        if mount.from_stage is not None and mount.type in ("bind", UNKNOWN):
            yield mount.from_stage


def _linked(step: Instruction) -> bool:
    """COPY or ADD --link, which BuildKit honours without --chmod alone."""
    return step.flag_value("link") in ("", "true", "1") and step.flag_value("chmod") is None


# --- the build context


def context_sources(step: Instruction) -> list[str | Unknown]:
    """The paths and patterns of the build context that an instruction reads: sources of COPY and ADD, bind mounts of RUN."""
    if step.kind in ("COPY", "ADD"):
        return [word.value if isinstance(word.value, str) else UNKNOWN for word, _ in step.matched_sources]
    bound = [mount for mount in step.mounts if mount.type == "bind" and mount.from_name is None]
    return ["/" if mount.source is None else mount.source for mount in bound]


def _takes_path(step: Instruction, path: str) -> bool | Unknown:
    if step.onbuild or step.kind not in ("COPY", "ADD", "RUN"):
        return False
    sources = context_sources(step)
    if not sources or _excluded(step, path):
        return False
    for word, matched in step.matched_sources:
        if matched is not None and matched.files is not None and isinstance(word.value, str):
            if path in matched.files:
                return True
            if matched.ignored and not matched.files:
                sources.remove(word.value)
    if any(isinstance(source, str) and takes(source, path) for source in sources):
        return True
    return UNKNOWN if any(isinstance(source, Unknown) for source in sources) else False


def takes(source: str, path: str) -> bool:
    """A source of COPY takes a path: it names the path or a directory above it, by a pattern as of Go's filepath.Match."""
    wanted = [part for part in posixpath.normpath("/" + source.replace("/./", "/").lstrip("/")).split("/") if part]
    parts = path.split("/")
    if not any("*" in part or "?" in part or "[" in part for part in wanted):
        return parts[: len(wanted)] == wanted
    from fnmatch import fnmatchcase

    wanted = [part.replace("[^", "[!") for part in wanted]
    return len(parts) >= len(wanted) and all(fnmatchcase(part, one) for part, one in zip(parts, wanted, strict=False))


def _excluded(step: Instruction, path: str) -> bool:
    """--exclude leaves it out; its patterns are those of ignore files."""
    flags = [flag.value.text for flag in step.syntax.flags if flag.name.text == "exclude" and flag.value is not None]
    if not flags:
        return False
    from analyzer.syntax.dockerignore import IgnorePatternError, PatternMatcher

    try:
        return PatternMatcher(flags).matches(path)
    except IgnorePatternError:
        return False


# --- images


def _names_image(step: Instruction, reference: str) -> bool | Unknown:
    result: bool | Unknown = False
    for image in (step.image, *(mount.image for mount in step.mounts)):
        if image is None or (step.kind == "FROM" and image.is_stage is True):
            continue
        if reference in (image.text, image.resolved):
            return True
        if isinstance(image.resolved, Unknown):
            values = image.values
            result = UNKNOWN if isinstance(values, Unknown) or reference in values else result
    return result


# --- arguments


class _Tainted:
    """Where the value of an argument gets to: the variables of each stage that depend on it, one instruction after another."""

    def __init__(self, file: FileFacts, name: str) -> None:
        self._name = name
        self._file = file
        self._globals: set[str] = set()
        self._now: set[str] = set()
        self._ends: dict[Stage, set[str]] = {}
        self._stage: Stage | None = None
        for step in file.instructions:
            if step.kind == "FROM":
                break
            self._pass(step, self._globals)

    def starts(self, step: Instruction) -> bool:
        """An instruction depends on the argument by itself. To be asked of the instructions in their order."""
        if step.kind == "FROM":
            self._enter(step)
            return bool(self._used(step, self._globals))
        result = bool(self._now - SBOM_ARGS) if step.kind == "RUN" else step.kind in STEPS and bool(self._used(step, self._now))
        self._pass(step, self._now)
        if self._stage is not None:
            self._ends[self._stage] = self._now
        return result

    def _enter(self, step: Instruction) -> None:
        stage = self._stage = step.stage
        base = stage.base_stage if stage is not None else None
        self._now = set() if base is None or isinstance(base, Unknown) else set(self._ends.get(base, ()))
        if stage is not None:
            self._ends[stage] = self._now

    @staticmethod
    def _used(step: Instruction, names: set[str]) -> set[str]:
        return {variable.name for variable in step.variables} & names if names else set()

    def _pass(self, step: Instruction, names: set[str]) -> None:
        """Takes in what an instruction does to the variables."""
        if step.kind not in ("ARG", "ENV"):
            return
        for pair in step.pairs:
            key = pair.key
            if not isinstance(key, str):
                continue
            depends = step.kind == "ARG" and (key == self._name or (pair.text is None and key in self._globals))
            if depends or _refers(pair, names, self._file.escape):
                names.add(key)
            elif pair.text is not None:
                names.discard(key)


def _refers(pair: Pair, names: set[str], escape: str) -> bool:
    if not names or pair.text is None or "$" not in pair.text:
        return False
    return any(reference.name in names for reference in references(pair.text, escape))


# --- the causes of one step


def invalidated_by(step: Instruction) -> list[Instruction]:
    """The instructions through which something outside of the file makes a step run again, itself included, in file order.

    That are FROM with an image, COPY and ADD of the context or of something remote, RUN that mounts a part of the context or
    an image, and ARG. None for what is no step.
    """
    stage = step.stage
    if stage is None or stage.index < 0 or step.onbuild or (step.kind not in STEPS and step.kind != "FROM"):
        return []
    if step.kind == "FROM" and step.image is not None and step.image.is_stage is True:
        return []
    return stage.causes.of(step)


class Causes:
    """The causes of a stage's steps. Those of one are a beginning of those of the next, so they are kept once."""

    def __init__(self, stage: Stage) -> None:
        base = stage.base_stage
        below = base.causes if base is not None and not isinstance(base, Unknown) else None
        self._all: dict[Instruction, None] = dict.fromkeys(below.all) if below is not None else {}
        self.origins: dict[str, set[Instruction]] = dict(below.origins) if below is not None else {}
        self.pending: dict[Instruction, None] = dict.fromkeys(below.pending) if below is not None else {}
        self._until: dict[Instruction, int] = {}
        self._apart: dict[Instruction, list[Instruction]] = {}
        self._stage = stage
        for step in stage.instructions:
            self._take(step)

    @property
    def all(self) -> Iterable[Instruction]:
        """The causes of what comes after the stage."""
        return self._all

    def of(self, step: Instruction) -> list[Instruction]:
        """The causes of a step."""
        found = self._apart.get(step)
        if found is None:
            found = [cause for _, cause in zip(range(self._until[step]), self._all, strict=False)]
        return sorted(found, key=_start)

    def _take(self, step: Instruction) -> None:
        if step.kind in ("ARG", "ENV"):
            self._define(step)
            return
        if step.kind != "FROM" and step.kind not in STEPS:
            return
        own = dict.fromkeys(self._own(step))
        if _linked(step):
            self._apart[step] = list(own)
        self._all.update(own)
        self._until[step] = len(self._all)

    def _own(self, step: Instruction) -> Iterator[Instruction]:
        if _reads_outside(step):
            yield step
        if step.kind == "RUN":
            yield from self.pending
            self.pending.clear()
        elif step.kind == "FROM":
            for variable in step.variables:
                yield from self._stage.file.global_origins.get(variable.name, ())
        else:
            for variable in step.variables:
                yield from sorted(self.origins.get(variable.name, ()), key=_start)
        for stage in _source_stages(step):
            if stage.index < self._stage.index:
                yield from stage.causes.all

    def _define(self, step: Instruction) -> None:
        define(step, self.origins)
        if step.kind == "ARG" and any(pair.key not in SBOM_ARGS for pair in step.pairs):
            self.pending[step] = None


def define(step: Instruction, origins: dict[str, set[Instruction]]) -> None:
    """Takes in which arguments the variables that an ARG or ENV sets depend on."""
    found = {}
    for pair in step.pairs:
        if isinstance(pair.key, str):
            sources = {step} if step.kind == "ARG" else set()
            if pair.text is not None and "$" in pair.text:
                for reference in references(pair.text, step.file.escape):
                    sources |= origins.get(reference.name, set())
            found[pair.key] = sources
    origins.update(found)


def global_origins(file: FileFacts) -> dict[str, list[Instruction]]:
    """The arguments that each variable of the global scope depends on."""
    origins: dict[str, set[Instruction]] = {}
    for step in file.instructions:
        if step.kind == "FROM":
            break
        if step.kind == "ARG":
            define(step, origins)
    return {name: sorted(found, key=_start) for name, found in origins.items()}


def _reads_outside(step: Instruction) -> bool:
    """It takes something that is neither in the file nor the result of another step."""
    if step.kind == "FROM":
        return step.image is not None and step.image.is_stage is not True and step.image.is_scratch is not True
    if context_sources(step) or any(mount.image is not None for mount in step.mounts) or step.image is not None:
        return True
    return step.kind == "ADD" and any(_remote(word) for word in step.sources)


def _remote(word: Word) -> bool:
    return is_remote(word.value if isinstance(word.value, str) else word.text)


def _start(step: Instruction) -> int:
    return step.start
