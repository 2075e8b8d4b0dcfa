"""The facts of a file: the entry point of this package."""

from __future__ import annotations

from analyzer.facts import graph, state
from analyzer.facts.environment import END, Environment, global_environment
from analyzer.facts.fragment import Fragment
from analyzer.facts.instructions import HOLDERS, Comment, Instruction
from analyzer.facts.node import Node, fact
from analyzer.facts.providers import NOTHING, SCANNED
from analyzer.facts.stages import Stage
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.syntax.nodes import Comment as CommentPiece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.facts.frontend import Release
    from analyzer.facts.node import Text
    from analyzer.facts.providers import BuildContext, Providers
    from analyzer.facts.scan import Scan
    from analyzer.facts.secrets import Secret
    from analyzer.facts.shells import Shell
    from analyzer.facts.uses import Uses
    from analyzer.source.text import Source
    from analyzer.syntax.nodes import Document


def file_facts(
    document: Document,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    providers: Providers = NOTHING,
    today: str = "",
) -> FileFacts:
    """The facts of a parsed file, worked out as they are asked for.

    `build_args` override the defaults of ARG. `target` names the stage that becomes the image, without regard to case;
    where it is missing or names none, that is the last one. `providers` tell what the file does not. `today` is the day,
    as ``2026-11-22``, against which dates are judged; the present one where it is empty.
    """
    return FileFacts(document, build_args or {}, target, providers, today)


class FileFacts(Node):
    """The Dockerfile: the root of all nodes."""

    sort = "file"

    def __init__(
        self,
        document: Document,
        build_args: Mapping[str, str],
        target: str | None,
        providers: Providers = NOTHING,
        today: str = "",
    ) -> None:
        self.parent = None
        self.file = self
        self.document = document
        self.source: Source = document.source
        self.start = 0
        self.end = len(document.source.text)
        self.path = document.source.path
        self.escape = document.escape
        self.build_args = build_args
        self.target = target
        self.providers = providers
        self._today = today

    # --- from outside

    @fact
    def today(self) -> str:
        """The day against which dates are judged."""
        from analyzer.facts.day import today

        return self._today or today()

    @fact
    def context(self) -> BuildContext | None:
        """The build context; None where it is not known."""
        contexts = self.providers.contexts
        return contexts.of(self.path) if contexts is not None else None

    @fact
    def dockerignore(self) -> Text:
        """The ignore file in force."""
        if self.context is None:
            return UNKNOWN
        ignore = self.context.ignore_file()
        return ignore.path if ignore is not None else None

    @fact
    def dockerignore_error(self) -> Text:
        """Why BuildKit refuses it."""
        if self.context is None:
            return UNKNOWN
        ignore = self.context.ignore_file()
        return ignore.error or None if ignore is not None else None

    @fact
    def context_size(self) -> int | Unknown:
        """The bytes of the build context, ignored files left out."""
        size = self.context.size() if self.context is not None else None
        return UNKNOWN if size is None else size

    @fact
    def context_manifests(self) -> list[str] | Unknown:
        """The files in it that list dependencies."""
        manifests = self.context.manifests() if self.context is not None else None
        return UNKNOWN if manifests is None else manifests

    @fact
    def scan(self) -> Scan | Unknown:
        """What a scan found in the image it was built to; unknown where there was none."""
        from analyzer.facts.scan import scan_of

        return scan_of(self)

    # --- structure

    @fact
    def instructions(self) -> list[Instruction]:
        """All instructions in order; the trigger of an ONBUILD is found through it and through `nodes`."""
        kinds = {node.kind for node in self.document.instructions}
        whole = "FROM" not in kinds and kinds != {"ARG"}
        fragment = Fragment(self)
        stage: Stage | None = None
        index = tick = 0
        found: list[Instruction] = []
        for node in self.document.instructions:
            if node.kind == "FROM":
                stage = Stage(self, index)
                index, tick = index + 1, 0
                instruction = Instruction(stage, node, stage, END)  # it sees all of the global scope
            else:
                owner = stage if stage is not None or (node.kind == "ARG" and not whole) else fragment  # such an ARG is global
                instruction = Instruction(owner or self, node, owner, tick)
                tick += max(1, len(node.pairs)) if node.kind == "ARG" else 1
            if instruction.stage is not None:
                instruction.stage.add(instruction)
            found.append(instruction)
        return found

    @fact
    def stages(self) -> list[Stage]:
        """One for each FROM."""
        return [step.stage for step in self.instructions if step.kind == "FROM" and step.stage is not None]

    @fact
    def comments(self) -> list[Comment]:
        """All comment lines, those between continued lines included."""
        inner = [comment for step in self.instructions for comment in step.comments]
        outer = [Comment(self, piece) for piece in self.document.pieces if isinstance(piece, CommentPiece)]
        return sorted([*inner, *outer], key=lambda comment: comment.start)

    @fact
    def keyword_case(self) -> str:
        """Lower where more keywords are all lower-case than all upper-case; mixed where none is either.

        An ARG before the first FROM does not count (validations.go, validateCommandCasing).
        """
        words = [step.keyword for step in self.instructions if step.kind != "ARG" or step.stage is not None]
        lower = sum(word.islower() for word in words)
        upper = sum(word.isupper() for word in words)
        return "mixed" if not lower and not upper and words else "lower" if lower > upper else "upper"

    @fact
    def frontend(self) -> str | None:
        """The value of the syntax directive."""
        return next((directive.value for directive in self.document.directives if directive.name == "syntax"), None)

    @fact
    def frontend_release(self) -> Release | Unknown:
        """The release of Docker's frontend that it names."""
        from analyzer.facts.frontend import release_of

        return release_of(self.frontend)

    @fact
    def secrets(self) -> list[Secret]:
        """The credentials in it."""
        from analyzer.facts.secrets import file_secrets

        return file_secrets(self)

    @fact
    def secrets_by_instruction(self) -> dict[Instruction | None, list[Secret]]:
        """The same by the instruction they stand in; None for those outside of any."""
        found: dict[Instruction | None, list[Secret]] = {}
        for secret in self.secrets:
            found.setdefault(secret.instruction, []).append(secret)
        return found

    # --- scopes

    @fact
    def globals(self) -> Environment:
        """What is defined before the first FROM that names something: one that is not finished yet ends nothing."""
        last = self.stages[-1] if self.stages else None
        target = self.target or (last.name if last is not None else None)
        scope = global_environment(self.escape, self.build_args, target)
        tick = 0
        for step in self.instructions:
            if step.kind == "FROM" and step.syntax.arguments:
                break
            if step.stage is None or (step.kind == "ARG" and step.stage.index >= 0):
                tick = step.tick if step.stage is None else tick + max(1, len(step.syntax.pairs))
                scope.run(step.syntax, tick)
        return scope

    @fact
    def unseen(self) -> Environment:
        """The environment of another build, in which triggers run: nothing is known of it."""
        return Environment(self.escape, {}, None, None, closed=False)

    @fact
    def open_globals(self) -> Environment:
        """The global scope with every argument's value left open."""
        return Environment(self.escape, {}, None, None, closed=False)

    # --- stages

    @fact
    def stage_names(self) -> dict[str, Stage]:
        """The last stage of each name."""
        return {stage.name: stage for stage in self.stages if stage.name is not None}

    @fact
    def first_of_name(self) -> dict[str, Stage]:
        """The first stage of each name."""
        return {stage.name: stage for stage in reversed(self.stages) if stage.name is not None}

    @fact
    def stage_bases(self) -> list[Stage | Unknown | None]:
        """What each stage starts from, by index."""
        return graph.base_stages(self.stages)

    @fact
    def stage_roots(self) -> list[Stage]:
        """The first stage of each stage's lineage, by index."""
        return graph.roots(self.stages, self.stage_bases)

    @fact
    def stage_uses(self) -> list[bool | Unknown]:
        """Whether the target needs each stage, by index."""
        return graph.uses(self)

    @fact
    def stage_outcomes(self) -> list[bool | Unknown]:
        """Whether each stage becomes an image, by index."""
        return graph.outcomes(self)

    @fact
    def global_origins(self) -> dict[str, list[Instruction]]:
        """The ARGs that each variable of the global scope depends on."""
        from analyzer.facts.invalidation import global_origins

        return global_origins(self)

    @fact
    def reaching(self) -> list[bool | Unknown]:
        """Whether the final image is built on each stage, by index."""
        return state.reaching(self)

    @fact
    def target_stage(self) -> Stage | None:
        """The stage that becomes the image."""
        if not self.stages:
            return None
        return self.stage_names.get(self.target.lower(), self.stages[-1]) if self.target else self.stages[-1]

    def copy_source(self, name: str) -> Stage | None:
        """The stage that COPY --from names: by number, or by name without case; it may be a later one (toCommand)."""
        digits = name.removeprefix("+")
        if digits.isascii() and digits.isdigit():
            number = int(digits) if len(digits) < 10 else len(self.stages)
            return self.stages[number] if number < len(self.stages) else None
        return self.stage_names.get(name.lower())

    @fact
    def circles(self) -> dict[int, list[Stage]]:
        """Stages that need each other in a circle, by the index of the first of them."""
        from analyzer.facts.circles import circles

        return circles(self)

    @fact
    def default_arguments(self) -> dict[str, str] | None:
        """The values of the arguments before the first FROM when the build is given none."""
        from analyzer.facts.image_defaults import default_arguments

        return default_arguments(self)

    @fact
    def last_compared_image(self) -> int:
        """Where the last image begins whose name is compared with those of stages."""
        from analyzer.facts.near_stage import last_compared

        return last_compared(self)

    @fact
    def global_arguments(self) -> frozenset[str]:
        """The names that an ARG before the first FROM declares."""
        from analyzer.facts.expansions import global_arguments

        return global_arguments(self.instructions)

    @fact
    def names_out_of_scope(self) -> frozenset[str]:
        """The arguments before the first FROM that some instruction uses without its stage declaring them."""
        return frozenset(name for step in self.instructions for name in step.out_of_scope_arguments)

    @fact
    def declared_shells(self) -> list[Shell | None]:
        """The shell that each stage declares or inherits from a stage, by index."""
        from analyzer.facts.shells import declared_shells

        return declared_shells(self)

    @fact
    def named_shells(self) -> dict[Stage, list[tuple[int, Shell]]]:
        """The shells that comments name, by stage."""
        from analyzer.facts.shell_comments import named_shells

        return named_shells(self)

    @fact
    def uses(self) -> Uses:
        """Which ARG or ENV gives each variable, and who uses it."""
        from analyzer.facts.uses import Uses

        return Uses(self)

    @fact
    def setting_writers(self) -> dict[str, list[Instruction]]:
        """The steps that tell a package manager for good to ask nothing, by its name."""
        from analyzer.facts.consent import setting_writers

        return setting_writers(self)

    # --- its end

    def forget(self) -> None:
        """Lets go of all facts; nothing can be asked of the file or of a node of it any more.

        What is known of a file refers to itself in circles. Taken apart here its memory is free at once; left to the collector
        of garbage it is gone through several times before, and a run over many files takes a quarter longer.
        """
        for step in vars(self).get("instructions", ()):
            step.forget()
        vars(self).clear()

    # --- nodes

    def nodes(self, sort: str) -> Sequence[Node]:
        """All nodes of a sort in the order of the file; triggers of ONBUILD and what lies in them included."""
        return self.within(sort)

    def collect(self, sort: str) -> Sequence[Node]:
        """As for any node, but the file itself is found too."""
        if sort == "file":
            return [self]
        if sort == "stage":
            return self.stages
        if sort == "comment":
            return self.comments
        if sort == "secret":
            return self.secrets
        if sort in SCANNED:
            return () if isinstance(self.scan, Unknown) else self.scan.all(sort)
        found: list[Node] = []
        holders = HOLDERS.get(sort)
        for step in self.instructions:
            if sort == "instruction":
                found.append(step)
            if holders is None or step.kind in holders:
                found += step.within(sort)
        return found
