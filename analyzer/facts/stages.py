"""Build stages: what they start from, what they need, and the state they end in."""

from __future__ import annotations

from analyzer.facts import state
from analyzer.facts.environment import Environment
from analyzer.facts.images import Image
from analyzer.facts.node import Node, fact
from analyzer.facts.shells import stage_shell
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.facts.workdir import join_workdir
from analyzer.native import bisect_left, itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.invalidation import Causes
    from analyzer.facts.layering import Layering
    from analyzer.facts.model import FileFacts
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.ports import Port
    from analyzer.facts.verification import Checks
    from analyzer.facts.words import Pair

_TICK = itemgetter(0)
_NAMING = frozenset({"USER", "WORKDIR"})


class Stage(Node):
    """A FROM and the instructions that follow it."""

    sort = "stage"

    def __init__(self, file: FileFacts, index: int) -> None:
        super().__init__(file, 0, 0)
        self.index = index
        self.instructions: list[Instruction] = []

    def add(self, instruction: Instruction) -> None:
        """Takes the next instruction in; the stage reaches from its first to its last."""
        if not self.instructions:
            self.start = instruction.start
        self.end = instruction.end
        self.instructions.append(instruction)

    @property
    def from_instruction(self) -> Instruction:
        """Its FROM."""
        return self.instructions[0]

    @fact
    def name(self) -> str | None:
        """In lower case, as BuildKit keeps it (instructions/parse.go, parseBuildStageName)."""
        return self.written_name.lower() if self.written_name is not None else None

    @fact
    def written_name(self) -> str | None:
        """The name as written after AS."""
        arguments = self.from_instruction.syntax.arguments
        return arguments[2].text if len(arguments) == 3 else None

    @fact
    def image(self) -> Image | None:
        """What FROM names."""
        arguments = self.from_instruction.syntax.arguments
        return Image(self.from_instruction, arguments[0], self) if arguments else None

    @fact
    def platform(self) -> Text:
        """The value of --platform."""
        return self.from_instruction.expanded_flag("platform")

    @property
    def base_stage(self) -> Stage | Unknown | None:
        """The stage FROM names; unknown where a variable without a value stands in the name."""
        return self.file.stage_bases[self.index]

    @fact
    def duplicate_of(self) -> Stage | None:
        """An earlier stage of the same name."""
        first = self.file.first_of_name.get(self.name or "")
        return first if first is not self else None

    @property
    def final(self) -> bool:
        """It is the target, or the last stage."""
        return self.file.target_stage is self

    @property
    def outcome(self) -> bool | Unknown:
        """It becomes an image."""
        return self.file.stage_outcomes[self.index] if self.index >= 0 else False

    @property
    def used(self) -> bool | Unknown:
        """Unknown where only a build argument decides whether it is needed."""
        return self.file.stage_uses[self.index]

    # --- the chain of stages it starts from

    def lineage(self) -> Iterator[Stage]:
        """The stage itself, the stage it starts from, and so on."""
        stage: Stage | Unknown | None = self
        while isinstance(stage, Stage):
            yield stage
            stage = stage.base_stage

    @property
    def root(self) -> Stage:
        """The last of its lineage."""
        return self.file.stage_roots[self.index]

    @property
    def root_image(self) -> Image | None:
        """What the lineage begins with."""
        return self.root.image

    @fact
    def root_base(self) -> str:
        """What the lineage begins with: ``scratch``, ``image`` or, where it cannot be told, ``unknown``."""
        root = self.root
        if root.image is None or isinstance(root.base_stage, Unknown):
            return "unknown"
        return "scratch" if root.image.is_scratch is True else "image"

    @fact
    def inherited_triggers(self) -> list[Instruction]:
        """The ONBUILD triggers of its base stage: they run right after FROM, in this stage only."""
        base = self.base_stage
        if not isinstance(base, Stage):
            return []
        return [step.trigger for step in base.instructions if step.trigger is not None]

    @fact
    def steps(self) -> list[tuple[int, Instruction]]:
        """All instructions that make the stage, with their ticks; those of inherited triggers are negative."""
        triggers = self.inherited_triggers
        ticks, tick = [], 0
        for trigger in reversed(triggers):
            tick -= max(1, len(trigger.syntax.pairs))
            ticks.append(tick)
        return [*zip(reversed(ticks), triggers, strict=True), *((step.tick, step) for step in self.instructions)]

    @fact
    def environment(self) -> Environment:
        """The build environment of the stage, as of all of its instructions."""
        base = self.base_stage
        pending: list[Stage] = []
        while isinstance(base, Stage) and "environment" not in base.__dict__:
            pending.append(base)
            base = base.base_stage
        for stage in reversed(pending):
            _ = stage.environment  # from the root on, or a long chain would nest as deep
        base = self.base_stage
        parent = base.environment if isinstance(base, Stage) else None
        scope = Environment(
            self.file.escape, self.file.build_args, parent, self.file.globals, closed=self.root_base == "scratch"
        )
        for tick, step in self.steps:
            scope.run(step.syntax, tick)
        return scope

    # --- the state at its end

    def last(self, kind: str, before: int | None = None) -> tuple[int, Instruction] | None:
        """The last step of a kind, of all or of those before a tick."""
        steps = self.steps_by_kind.get(kind, [])
        at = len(steps) if before is None else bisect_left(steps, before, key=_TICK)
        return steps[at - 1] if at else None

    @fact
    def steps_by_kind(self) -> dict[str, list[tuple[int, Instruction]]]:
        """The steps of each kind, in order; a USER or WORKDIR that names nothing yet changes nothing."""
        found: dict[str, list[tuple[int, Instruction]]] = {}
        for tick, step in self.steps:
            if step.syntax.arguments or step.kind not in _NAMING:
                found.setdefault(step.kind, []).append((tick, step))
        return found

    def step_value(self, tick: int, step: Instruction) -> Text:
        """The only argument of a step, expanded in this stage."""
        arguments = step.syntax.arguments
        return self.environment.expand(arguments[0].text, tick) if arguments else None

    def user_before(self, before: int | None) -> Text:
        """The user as of a tick: of the last USER, else of the base; root without any."""
        found = self.last("USER", before)
        if found is not None:
            return self.step_value(*found)
        pending: list[Stage] = []
        for stage in self._ancestors():
            pending.append(stage)
            if "effective_user" in stage.__dict__ or stage.last("USER") is not None:
                break
        for stage in reversed(pending):
            _ = stage.effective_user  # from the root on, or a long chain would nest as deep
        if pending:
            return pending[0].effective_user
        if self.root_base == "scratch":
            return "root"
        return self.root_image.default_user if self.root_base == "image" and self.root_image is not None else UNKNOWN

    @fact
    def effective_user(self) -> Text:
        """Unknown where only a base image from outside sets it, and its user is not known."""
        return self.user_before(None)

    @fact
    def effective_workdir(self) -> Text:
        """Absolute; unknown where it is relative to what a base image from outside sets."""
        workdir: Text = "/" if self.root_base == "scratch" else UNKNOWN
        pending = [self]
        for stage in self._ancestors():
            if "effective_workdir" in stage.__dict__:
                workdir = stage.effective_workdir
                break
            pending.append(stage)
        for stage in reversed(pending):
            for tick, step in stage.steps_by_kind.get("WORKDIR", ()):
                workdir = join_workdir(workdir, stage.step_value(tick, step))
        return workdir

    def _ancestors(self) -> Iterator[Stage]:
        """The stages it starts from, the nearest first."""
        lineage = self.lineage()
        next(lineage)
        return lineage

    def _prepare(self, fact: str) -> None:
        """Works a fact out for the stages it starts from, from the root on, or a long chain would nest as deep."""
        pending = []
        for stage in self._ancestors():
            if fact in stage.__dict__:
                break
            pending.append(stage)
        for stage in reversed(pending):
            getattr(stage, fact)

    def _in_force(self, fact: str, kind: str, undone_by: str | None = None) -> Instruction | None:
        """The last instruction of a kind, inherited ones included; `fact` is where an ancestor may already keep it."""
        for stage in self.lineage():
            found = stage.last(kind)
            if found is not None:
                return found[1]
            if undone_by is not None and stage.last(undone_by) is not None:
                return None
            if fact in stage.__dict__:
                kept: Instruction | None = stage.__dict__[fact]
                return kept
        return None

    @fact
    def user_instruction(self) -> Instruction | None:
        """The USER that set the effective user."""
        return self._in_force("user_instruction", "USER")

    @fact
    def entrypoint(self) -> Instruction | None:
        """The ENTRYPOINT in force."""
        return self._in_force("entrypoint", "ENTRYPOINT")

    @fact
    def cmd(self) -> Instruction | None:
        """The CMD in force; an ENTRYPOINT undoes the one that the stage inherits (dispatchEntrypoint)."""
        return self._in_force("cmd", "CMD", undone_by="ENTRYPOINT")

    @fact
    def healthcheck(self) -> Instruction | None:
        """The HEALTHCHECK in force."""
        return self._in_force("healthcheck", "HEALTHCHECK")

    @fact
    def labels(self) -> list[Pair]:
        """The labels set in it."""
        return [pair for step in self.instructions if step.kind == "LABEL" for pair in step.pairs]

    @fact
    def commands(self) -> list[Command] | Unknown:
        """Unknown where one of its RUN bodies could not be read."""
        commands: list[Command] = []
        for step in self.instructions:
            if step.kind == "RUN":
                if isinstance(step.commands, Unknown):
                    return UNKNOWN
                commands += step.commands
        return commands

    # --- what is in force, and what reaches the image (see analyzer.facts.state)

    @fact
    def places(self) -> list[tuple[int, str]]:
        """The working directory as a place, from each tick on."""
        return state.stage_places(self)

    @fact
    def env(self) -> list[Pair]:
        """The pairs of ENV and ARG in force at its end."""
        return state.pairs_in_force(self)

    @fact
    def ports(self) -> list[Port]:
        """The ports exposed at its end."""
        return state.stage_ports(self)

    @fact
    def volumes(self) -> list[str] | Unknown:
        """The volumes declared at its end."""
        return state.stage_volumes(self)

    @fact
    def effective_labels(self) -> list[Pair]:
        """The labels in force at its end."""
        return state.stage_labels(self)

    @property
    def label_keys(self) -> list[str] | Unknown:
        """The keys of the labels in force; unknown where a variable decides one."""
        keys = [pair.key for pair in self.effective_labels]
        return UNKNOWN if any(isinstance(key, Unknown) for key in keys) else [key for key in keys if isinstance(key, str)]

    @property
    def effective_shell(self) -> Text:
        """The shell in force at its end."""
        return stage_shell(self, None).name

    @property
    def reaches_final_image(self) -> bool | Unknown:
        """The final image is built on it."""
        return self.file.reaching[self.index] if self.index >= 0 else UNKNOWN

    # --- its layers

    @fact
    def layering(self) -> Layering:
        """Its layers upon each other."""
        from analyzer.facts.layering import Layering

        self._prepare("layering")
        return Layering(self)

    @fact
    def causes(self) -> Causes:
        """What makes its steps run again."""
        from analyzer.facts.invalidation import Causes

        self._prepare("causes")
        return Causes(self)

    @fact
    def index_updates(self) -> dict[Command, Command | None]:
        """The commands in it that refresh a package index, each with the one before it."""
        from analyzer.facts.indexes import earlier_updates

        return earlier_updates(self)

    @fact
    def checks(self) -> Checks:
        """The commands in it that check downloads."""
        from analyzer.facts.verification import Checks

        return Checks(self)

    @fact
    def windows(self) -> bool:
        """It looks like a Windows image: by --platform, by the name of the image it begins with, or by the escape directive."""
        from analyzer.facts.windows import is_windows

        return is_windows(self.root)

    @fact
    def windows_shell(self) -> str | None:
        """The shell of Windows that a RUN in it, or in the stage it begins with, is certainly written for."""
        from analyzer.facts.windows import windows_shell

        return windows_shell(self) or (windows_shell(self.root) if self.root is not self else None)

    @fact
    def workdir_instruction(self) -> Instruction | None:
        """The WORKDIR in force at its end."""
        return self._in_force("workdir_instruction", "WORKDIR")

    @fact
    def shell_instruction(self) -> Instruction | None:
        """The SHELL in force at its end."""
        return self._in_force("shell_instruction", "SHELL")

    @fact
    def written_platform(self) -> Text:
        """The value of --platform as written."""
        return self.from_instruction.flag_value("platform")

    @fact
    def as_keyword(self) -> str | None:
        """The word AS as written."""
        arguments = self.from_instruction.syntax.arguments
        return arguments[1].text if len(arguments) == 3 else None

    @fact
    def platform_variables(self) -> list[str]:
        """The variables that --platform names."""
        from analyzer.facts.platform_flag import platform_variables

        return platform_variables(self)

    @fact
    def platform_in_name(self) -> bool | None:
        """Its name holds the system or the machine of its --platform."""
        from analyzer.facts.platform_flag import platform_in_name

        return platform_in_name(self)

    @fact
    def empty(self) -> Truth:
        """It starts from nothing and no instruction puts a file into it."""
        from analyzer.facts.filling import is_empty

        return is_empty(self)

    @fact
    def default_base_valid(self) -> bool | None:
        """FROM names an image when no build argument is given."""
        from analyzer.facts.image_defaults import names_image_by_default

        return names_image_by_default(self)

    @fact
    def users_from(self) -> int | None:
        """The tick of its first step that may bring a list of users."""
        from analyzer.facts.filling import first_users

        return first_users(self)

    @fact
    def has_users(self) -> bool:
        """It, or what it starts from, may bring a list of users."""
        from analyzer.facts.filling import has_users

        return has_users(self)

    @fact
    def absent_programs(self) -> frozenset[str]:
        """Programs that its image is known to lack."""
        from analyzer.facts.tools import absent_programs

        return absent_programs(self)

    @fact
    def keeps_packages_since(self) -> int | None:
        """The offset of its first instruction after which apt keeps what it downloads."""
        from analyzer.facts.kept_packages import keeps_packages_since

        return keeps_packages_since(self)

    @fact
    def keeps_packages(self) -> bool:
        """At its end apt keeps what it downloads."""
        from analyzer.facts.kept_packages import stage_keeps_packages

        return stage_keeps_packages(self)

    @property
    def gives_files_only(self) -> bool:
        """The final image needs it and is not built on it: what it would start or check is never started."""
        return self.used is True and self.reaches_final_image is False

    @property
    def circle(self) -> list[Stage]:
        """Of the first of stages that need each other in a circle, all of them; else empty."""
        return self.file.circles.get(self.index, [])

    def collect(self, sort: str) -> Sequence[Node]:
        """What lies in its instructions, triggers of ONBUILD included."""
        found: list[Node] = []
        for step in self.instructions:
            if sort == "instruction":
                found.append(step)
            found += step.within(sort)
        return found
