"""Instructions and their facts."""

from __future__ import annotations

from analyzer.facts import state
from analyzer.facts.context import copies_whole_context
from analyzer.facts.node import Node, fact
from analyzer.facts.unknown import UNKNOWN, Unknown
from analyzer.facts.words import Pair, Word
from analyzer.native import attrgetter
from analyzer.syntax.arguments import EXPANDED_ARGUMENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.facts.additions import Addition
    from analyzer.facts.archives import Archive
    from analyzer.facts.bodies import Body
    from analyzer.facts.changes import Change
    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.environment import Environment
    from analyzer.facts.expansions import Expansion
    from analyzer.facts.features import Feature
    from analyzer.facts.images import Image
    from analyzer.facts.layers import Layer
    from analyzer.facts.line_lengths import Line
    from analyzer.facts.mounts import Mount
    from analyzer.facts.node import Text, Truth
    from analyzer.facts.ports import Port
    from analyzer.facts.providers import Matched
    from analyzer.facts.residue import Residue
    from analyzer.facts.secrets import Secret
    from analyzer.facts.shells import Shell
    from analyzer.facts.stages import Stage
    from analyzer.facts.variables import Variable
    from analyzer.syntax import nodes as syntax

# The words that BuildKit expands: flags by their names (instructions/commands.go, Expand methods).
_EXPANDED_FLAGS = {"ADD": ("chown", "chmod", "checksum"), "COPY": ("chown", "chmod"), "FROM": ("platform",)}
_SHELL_KINDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_PARTS = {
    "command": "commands",
    "pair": "pairs",
    "port": "ports",
    "mount": "mounts",
    "variable": "variables",
    "feature": "features",
    "residue": "residue",
    "download": "downloads",
    "archive": "archives",
    "addition": "adds",
    "change": "changes",
    "secret": "secrets",
    "comment": "comments",
    "expansion": "expansions",
}
_SCRIPTS = _SHELL_KINDS | {"ONBUILD"}
HOLDERS = {
    **dict.fromkeys(("command", "package", "expansion"), _SCRIPTS),
    "pair": frozenset({"ENV", "LABEL", "ARG", "ONBUILD"}),
    "port": frozenset({"EXPOSE", "ONBUILD"}),
    "mount": frozenset({"RUN", "ONBUILD"}),
    "residue": frozenset({"RUN", "ONBUILD"}),
    "download": frozenset({"RUN", "ADD", "ONBUILD"}),
    "archive": frozenset({"RUN", "ONBUILD"}),
}
"""Sorts of nodes that lie in instructions of some kinds alone."""


class Instruction(Node):
    """An instruction. `tick` is its time in the stage's environment; the trigger of an ONBUILD has none."""

    sort = "instruction"

    def __init__(
        self, parent: Node, node: syntax.Instruction, stage: Stage | None, tick: int, *, onbuild: bool = False
    ) -> None:
        super().__init__(parent, node.start, node.end)
        self.syntax = node
        self.stage = stage
        self.tick = tick
        self.onbuild = onbuild
        self.kind = node.kind
        self.json_form = node.json_form

    # --- as written

    @property
    def keyword(self) -> str:
        """The keyword as written."""
        return self.syntax.keyword.text

    @fact
    def text(self) -> str:
        """The instruction as one line. A trigger's line begins at its own keyword."""
        return self.syntax.logical.text[self.syntax.keyword.at :].strip() if self.onbuild else self.syntax.logical.text.strip()

    @fact
    def rest(self) -> str:
        """What follows keyword and flags."""
        return self.syntax.rest.text if self.syntax.rest is not None else ""

    @fact
    def args(self) -> list[str]:
        """BuildKit's argument list."""
        return [word.text for word in self.syntax.arguments]

    @fact
    def arguments(self) -> list[Word]:
        """The same as nodes."""
        expand = self.expand if self.kind in EXPANDED_ARGUMENTS or self.kind == "FROM" else None
        return [Word(self, word, expand) for word in self.syntax.arguments]

    @fact
    def flags(self) -> list[str]:
        """The names of its flags, without the dashes."""
        return [flag.name.text for flag in self.syntax.flags]

    @fact
    def heredocs(self) -> list[str]:
        """The names of its here-documents."""
        return [heredoc.name for heredoc in self.syntax.heredocs]

    @fact
    def line_count(self) -> int:
        """Its lines, here-documents included."""
        return self.syntax.last_line - self.syntax.line + 1

    @fact
    def blank_continuations(self) -> int:
        """Empty lines between its continued lines."""
        return len(self.syntax.blank_continuations)

    @fact
    def last_line(self) -> Line:
        """The last of its continued lines."""
        from analyzer.facts.line_lengths import last_line

        return last_line(self)

    @fact
    def comments(self) -> list[Comment]:
        """The comment lines between its continued lines."""
        return [Comment(self, comment) for comment in self.syntax.comments]

    @fact
    def trigger(self) -> Instruction | None:
        """What an ONBUILD defers."""
        inner = self.syntax.trigger
        return Instruction(self, inner, self.stage, -1, onbuild=True) if inner is not None else None

    # --- expanded

    @fact
    def environment(self) -> Environment:
        """Where its words are expanded: the global scope for FROM, for a trigger that of a build not seen here."""
        if self.kind == "FROM" or self.stage is None:
            return self.file.globals
        return self.file.unseen if self.onbuild else self.stage.environment

    def expand(self, text: str, tick: int = -1) -> str | Unknown:
        """A word as BuildKit expands it here, or at another tick of the stage."""
        if "$" not in text and "'" not in text and '"' not in text and self.file.escape not in text:
            return text
        return self.environment.expand(text, tick if tick >= 0 else self.tick)

    def expand_words(self, text: str) -> list[str] | Unknown:
        """A word expanded and then split."""
        return self.environment.expand_words(text, self.tick)

    def flag_value(self, name: str) -> Text:
        """A flag's value as written (quotes and escapes removed); a bare flag's is empty."""
        flag = self.syntax.flag(name)
        if flag is None:
            return None
        return flag.value.text if flag.value is not None else ""

    def expanded_flag(self, name: str) -> Text:
        """A flag's value, expanded if BuildKit expands it."""
        value = self.flag_value(name)
        return self.expand(value) if isinstance(value, str) and name in _EXPANDED_FLAGS.get(self.kind, ()) else value

    @fact
    def value(self) -> Text:
        """The only argument, variables expanded (USER, WORKDIR, STOPSIGNAL ...)."""
        if len(self.syntax.arguments) != 1:
            return None
        text = self.syntax.arguments[0].text
        return self.expand(text) if self.kind in EXPANDED_ARGUMENTS or self.kind == "FROM" else text

    @fact
    def chown(self) -> Text:
        """The value of --chown."""
        return self.expanded_flag("chown")

    @fact
    def chmod(self) -> Text:
        """The value of --chmod."""
        return self.expanded_flag("chmod")

    @fact
    def checksum(self) -> Text:
        """The value of --checksum."""
        return self.expanded_flag("checksum")

    @fact
    def network(self) -> Text:
        """The value of --network."""
        return self.flag_value("network")

    @fact
    def security(self) -> Text:
        """The value of --security."""
        return self.flag_value("security")

    @fact
    def from_name(self) -> Text:
        """The value of --from."""
        return self.flag_value("from")

    @fact
    def from_stage(self) -> Stage | Unknown | None:
        """The stage of that name or number; a name is compared without case, the last stage of the name wins."""
        name = self.from_name
        if not isinstance(name, str) or not name:
            return None
        return UNKNOWN if "$" in name else self.file.copy_source(name)

    @fact
    def mounts(self) -> list[Mount]:
        """Its --mount flags."""
        flags = [flag for flag in self.syntax.flags if flag.name.text == "mount"] if self.kind == "RUN" else []
        if not flags:
            return []
        from analyzer.facts.mounts import Mount

        return [Mount(self, flag) for flag in flags]

    @fact
    def ports(self) -> list[Port]:
        """The ports of EXPOSE."""
        if self.kind != "EXPOSE":
            return []
        from analyzer.facts.ports import expose_ports

        return expose_ports(self)

    @fact
    def pairs(self) -> list[Pair]:
        """The pairs of ENV, LABEL and ARG."""
        step = 1 if self.kind == "ARG" and self.tick >= 0 else 0
        return [Pair(self, pair, self.tick + i * step) for i, pair in enumerate(self.syntax.pairs)]

    @fact
    def sources(self) -> list[Word]:
        """What COPY or ADD copies."""
        return self.arguments[:-1] if self.kind in {"COPY", "ADD"} else []

    @fact
    def destination(self) -> Word | None:
        """Where to."""
        return self.arguments[-1] if self.kind in {"COPY", "ADD"} and len(self.arguments) > 1 else None

    @fact
    def copies_whole_context(self) -> Truth:
        """COPY or ADD of the whole build context."""
        return copies_whole_context(self)

    @fact
    def matched_sources(self) -> list[tuple[Word, Matched | None]]:
        """The sources that lie in the build context, with what they name there."""
        from analyzer.facts.copied import matched_sources

        return matched_sources(self)

    @fact
    def ignored_sources(self) -> list[Word] | Unknown:
        """Those that the ignore file leaves out."""
        from analyzer.facts.copied import named

        return named(self, "ignored")

    @fact
    def missing_sources(self) -> list[Word] | Unknown:
        """Those that the build context does not hold."""
        from analyzer.facts.copied import named

        return named(self, "missing")

    @fact
    def copied_files(self) -> list[str] | Unknown:
        """The files of the build context that it takes."""
        from analyzer.facts.copied import copied_files

        return copied_files(self)

    @fact
    def variables(self) -> list[Variable]:
        """The variable references BuildKit expands in it."""
        if "$" not in self.span_text:
            return []
        from analyzer.facts.variables import instruction_variables

        return instruction_variables(self)

    @fact
    def features(self) -> list[Feature]:
        """The syntax in it that not every frontend knows."""
        node = self.syntax
        if not node.flags and not node.heredocs and self.kind not in ("ADD", "ARG") and "${" not in self.span_text:
            return []
        from analyzer.facts.features import features

        return features(self)

    @fact
    def image(self) -> Image | None:
        """The image of a FROM, or the one that COPY --from names where it names no stage."""
        if self.kind == "FROM":
            return self.stage.image if self.stage is not None and not self.onbuild else None
        if self.kind != "COPY" or not self.from_name or self.from_stage is not None:
            return None
        from analyzer.facts.images import SourceImage

        word = self.syntax.flag("from")
        value = word.value if word is not None else None
        is_index = value is None or value.text.removeprefix("+").isdecimal()
        return SourceImage(self, value, "copy") if value is not None and not is_index else None

    # --- shell

    @fact
    def body(self) -> Body | None:
        """What is run, and by which shell; None for an instruction that runs nothing."""
        if self.kind not in _SHELL_KINDS:
            return None
        from analyzer.facts.bodies import instruction_body

        return instruction_body(self)

    @fact
    def declared_shell(self) -> Shell | None:
        """The shell that a SHELL puts in force."""
        from analyzer.facts.shells import shell_of

        return shell_of(self.args) if self.kind == "SHELL" and self.json_form else None

    @property
    def shell(self) -> Shell | None:
        """The shell that runs it."""
        return self.body.shell if self.body is not None else None

    @fact
    def shell_name(self) -> Text:
        """The shell that runs it: sh, bash, pwsh, cmd ...."""
        return self.shell.name if self.shell is not None else None

    @fact
    def shell_options(self) -> list[str]:
        """Options in force there: pipefail, errexit, xtrace ...."""
        return self.shell.options if self.shell is not None else []

    @fact
    def shell_parsed(self) -> bool | None:
        """Its body was understood as a shell script."""
        return self.body.parsed if self.body is not None else None

    @fact
    def commands(self) -> list[Command] | Unknown:
        """Its commands; unknown where the body is a script that could not be read."""
        return self.body.commands if self.body is not None else []

    @fact
    def pipes(self) -> Truth:
        """Some command's output is piped into another."""
        if isinstance(self.commands, Unknown):
            return UNKNOWN
        return any(command.piped for command in self.commands)

    @fact
    def residue(self) -> list[Residue] | Unknown:
        """What its layer adds and does not remove."""
        if self.kind != "RUN":
            return []
        from analyzer.facts.residue import layer_residue

        return layer_residue(self)

    # --- what is in force (see analyzer.facts.state)

    @fact
    def place(self) -> str:
        """The working directory as a place."""
        return state.instruction_place(self)

    @fact
    def workdir(self) -> Text:
        """The working directory as of the instruction."""
        return state.instruction_workdir(self)

    @fact
    def user(self) -> Text:
        """The user it is run by."""
        return state.instruction_user(self)

    @fact
    def user_instruction(self) -> Instruction | None:
        """The USER that set it."""
        return state.user_setter(self)

    @fact
    def env(self) -> list[Pair] | Unknown:
        """The pairs of ENV and ARG in force."""
        return state.instruction_env(self)

    @fact
    def volumes(self) -> list[str] | Unknown:
        """The directories of a VOLUME."""
        return state.instruction_volumes(self)

    @property
    def reaches_final_image(self) -> bool | Unknown:
        """The final image is built on its stage."""
        return self.stage.reaches_final_image if self.stage is not None else False

    @fact
    def flag_text(self) -> str:
        """Its flags as written, a space between them."""
        return " ".join(self.file.source.text[flag.start : flag.end] for flag in self.syntax.flags)

    @property
    def secrets(self) -> list[Secret]:
        """The credentials in it."""
        return self.file.secrets_by_instruction.get(self, [])

    # --- the build cache (see analyzer.facts.invalidation)

    @fact
    def invalidated_by(self) -> list[Instruction]:
        """The instructions through which a change outside of the file makes it run again."""
        from analyzer.facts.invalidation import invalidated_by

        return invalidated_by(self)

    @fact
    def context_paths(self) -> list[str] | Unknown:
        """The paths and patterns of the build context it reads."""
        from analyzer.facts.invalidation import context_sources

        sources = context_sources(self)
        return UNKNOWN if any(isinstance(one, Unknown) for one in sources) else [one for one in sources if isinstance(one, str)]

    # --- its layer

    @fact
    def layer(self) -> Layer:
        """What it does to the files of the image."""
        from analyzer.facts.layers import Layer

        return Layer(self)

    @property
    def downloads(self) -> list[Download] | Unknown:
        """What it fetches."""
        return self.layer.downloads

    @property
    def archives(self) -> list[Archive] | Unknown:
        """What it unpacks."""
        return UNKNOWN if isinstance(self.commands, Unknown) else self.layer.archives

    @property
    def adds(self) -> list[Addition] | Unknown:
        """What it adds."""
        return UNKNOWN if isinstance(self.commands, Unknown) else self.layer.additions

    @property
    def changes(self) -> list[Change] | Unknown:
        """What it does to files of earlier layers."""
        if isinstance(self.commands, Unknown):
            return UNKNOWN
        return self.stage.layering.changes.get(self, []) if self.stage is not None else []

    @fact
    def workdir_instruction(self) -> Instruction | Unknown | None:
        """The WORKDIR in force, inherited ones included."""
        from analyzer.facts.in_force import workdir_setter

        return workdir_setter(self)

    @property
    def workdir_known(self) -> bool | Unknown:
        """The file says where its relative paths begin."""
        from analyzer.facts.in_force import has_known_start

        return has_known_start(self)

    @fact
    def shell_instruction(self) -> Instruction | Unknown | None:
        """The SHELL in force, inherited ones included."""
        from analyzer.facts.in_force import shell_setter

        return shell_setter(self)

    @fact
    def broken_array(self) -> bool | None:
        """It looks like a JSON array, and is none."""
        from analyzer.facts.exec_form import is_broken_array

        return is_broken_array(self)

    @fact
    def broken_list(self) -> Truth:
        """Its paths look like a JSON array, and are read as words."""
        from analyzer.facts.exec_form import is_broken_list

        return is_broken_list(self)

    @fact
    def comment_above(self) -> str | None:
        """The last comment line above it."""
        from analyzer.facts.descriptions import comment_above

        return comment_above(self)

    @fact
    def comment_names_it(self) -> bool | None:
        """That comment begins with the name that the instruction defines."""
        from analyzer.facts.descriptions import comment_names_it

        return comment_names_it(self)

    @fact
    def longest_line(self) -> int:
        """The characters of its longest line that can be broken."""
        from analyzer.facts.line_lengths import longest_line

        return longest_line(self)

    @fact
    def knows_users(self) -> Truth:
        """There is a list of users where it runs."""
        from analyzer.facts.filling import knows_users

        return knows_users(self)

    @fact
    def key_counts(self) -> dict[str, int]:
        """How often each key stands in its pairs."""
        counts: dict[str, int] = {}
        for pair in self.pairs:
            if isinstance(pair.key, str):
                counts[pair.key] = counts.get(pair.key, 0) + 1
        return counts

    @fact
    def fed_commands(self) -> frozenset[Command]:
        """The commands that something writes answers to."""
        from analyzer.facts.consent import fed_commands

        return fed_commands(self)

    @fact
    def expansions(self) -> list[Expansion]:
        """The variables its shell expands."""
        from analyzer.facts.expansions import instruction_expansions

        return instruction_expansions(self)

    @fact
    def out_of_scope_arguments(self) -> list[str]:
        """Arguments of the beginning of the file that it uses and its stage does not declare."""
        if not self.file.global_arguments:
            return []
        from analyzer.facts.expansions import out_of_scope_arguments

        return out_of_scope_arguments(self)

    def forget(self) -> None:
        """Lets go of all facts of it and of its stage, as `FileFacts.forget` tells."""
        known = vars(self)
        if known.get("trigger") is not None:
            known["trigger"].forget()
        if known.get("body") is not None:
            known["body"].forget()
        if "layer" in known:
            vars(known["layer"]).clear()
        if known.get("stage") is not None:
            vars(known["stage"]).clear()
        known.clear()

    def collect(self, sort: str) -> Sequence[Node]:
        """What is its own, what lies in its commands, and what lies in the trigger of an ONBUILD."""
        found: list[Node] = []
        if sort == "instruction":
            return [self.trigger] if self.trigger is not None else []
        if sort == "image":
            found = [self.image] if self.image is not None else []
            found += [mount.image for mount in self.mounts if mount.image is not None]
            return [*found, *(self.trigger.within(sort) if self.trigger is not None else ())]
        if sort in {"word", "package"}:
            found += self.arguments if sort == "word" else ()
            for command in self.within("command"):
                found += command.within(sort)
        elif sort == "line":
            found.append(self.last_line)
        elif sort in _PARTS:
            value = getattr(self, _PARTS[sort])
            found += () if isinstance(value, Unknown) else value
        if self.trigger is not None:
            found += self.trigger.within(sort)
        if sort == "word":
            found.sort(key=_start)  # a command's words and those of a substitution within them are mixed
        return found


_start = attrgetter("start")


class Comment(Node):
    """A comment line, its ``#`` included; `text` is what stands behind it."""

    sort = "comment"

    def __init__(self, parent: Node, comment: syntax.Comment) -> None:
        super().__init__(parent, comment.start, comment.end)
        self.text = comment.text
