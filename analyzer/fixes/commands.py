"""Edits of the commands of a script."""

from __future__ import annotations

from analyzer.fixes import joining
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.site import Site, element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.bodies import Body
    from analyzer.facts.commands import Command, ShellWord
    from analyzer.facts.instructions import Instruction
    from analyzer.facts.unknown import Unknown
    from analyzer.facts.words import Word
    from analyzer.shell.nodes import Pipeline, Script
    from analyzer.shell.word import Word as Token

_SHELL_ITSELF = frozenset(
    {"cd", "pushd", "popd", "export", "unset", "set", "shopt", "eval", "exec", "exit", "source", ".", "trap", "umask", "ulimit"}
    | {"alias", "declare", "local", "read", "readonly", "return", "shift", "typeset", "wait", "break", "continue"}
)
_SAME_USER = frozenset(  # options of sudo and doas that do not choose another user, directory or environment
    {"-E", "-H", "-n", "-S", "-k", "-A", "-EH", "-HE", "-nE", "-En", "--preserve-env", "--non-interactive", "--set-home"}
    | {"--stdin", "--askpass", "--reset-timestamp", "--"}
)


def replace_command(at: Command, command: str) -> list[Edit]:
    """A whole command, its wrappers and redirections too, becomes another text."""
    script = _read(command)
    if at.invocation.host is not None:
        raise Unfit("it is a part of another command")
    _no_heredoc(at)
    site = Site(at.body, at)
    if at.body.is_program and site.elements:
        words = _plain_words(script)
        return [site.rewrite(at.simple.words[0].start, at.simple.words[-1].end, ", ".join(element(word) for word in words))]
    if script.root is not None and (len(script.root.pipelines) > 1 or len(script.root.pipelines[0].commands) > 1):
        pipeline = at.simple.pipeline
        following = pipeline.next
        joined = any(one.condition != "and" for one in script.root.pipelines[1:])
        if joined or len(pipeline.commands) > 1 or pipeline.negated or pipeline.condition == "or":
            raise Unfit("several commands cannot stand in its place")
        if pipeline.background or (following is not None and following.condition == "or"):
            raise Unfit("several commands cannot stand in its place")
    return [site.replace(at.simple.start, at.simple.end, command)]


def rename_command(at: Command, name: str) -> list[Edit]:
    """Another program is run with the same words; the directory it is named with stays."""
    word = at.invocation.words[0]
    if at.name is None or word.value is None or not _is_one_word(name):
        raise Unfit("the name cannot be told")
    directory, slash, _ = word.value.rpartition("/")
    new = directory + slash + name
    return [Site(at.body, at).replace_word(word, new if word.value == word.text or at.body.is_program else name)]


def replace_word(at: ShellWord | Word, word: str) -> list[Edit]:
    """A word becomes another one, written as for the shell; in a JSON array its value is written."""
    if at.parent is not None and at.parent.sort != "command":
        return _argument(at, word)  # type: ignore[arg-type]
    command = command_of(at)  # type: ignore[arg-type]
    site = Site(command.body, command)
    if site.elements:
        return [site.replace_word(at.word, word)]  # type: ignore[arg-type]
    words = _read(f"x {word}").commands
    if len(words) != 1 or len(words[0].words) != 2 or words[0].redirects:
        raise Unfit("the text is not one word")
    return [site.replace_word(at.word, word)]  # type: ignore[arg-type]


def _argument(at: Word, text: str) -> list[Edit]:
    """A word of an instruction that no shell reads, or of a JSON array."""
    step = at.ancestor("instruction")
    if step is not None and step.json_form:  # type: ignore[attr-defined]
        return [Edit(at.start, at.end, element(text)[1:-1])]
    if not text or any(character.isspace() for character in text) or "\n" in at.span_text:
        raise Unfit("the text is not one word")
    return [Edit(at.start, at.end, text)]


def remove_word(at: ShellWord) -> list[Edit]:
    """A word goes, with the white space in front of it."""
    command = command_of(at)
    return [remove(command, [at.word])]


def remove(command: Command, gone: list[Token]) -> Edit:
    """Neighbouring words of a command go."""
    words = command.invocation.words
    first = next(index for index, word in enumerate(words) if word is gone[0])
    return Site(command.body, command).remove_words(words, first, first + len(gone) - 1)


def remove_wrapper(at: Command, wrapper: str) -> list[Edit]:
    """The command is run without sudo or the like, which must change nothing but the user's rights."""
    words = at.simple.words
    front = len(words) - len(at.invocation.words)
    if at.invocation.host is not None or wrapper not in at.wrappers or at.wrappers.count(wrapper) > 1:
        raise Unfit(f"there is no {wrapper} in front of it")
    first = next((i for i, word in enumerate(words[:front]) if (word.value or "").rpartition("/")[2] == wrapper), front)
    last = first
    while last + 1 < front and (words[last + 1].value or "")[:1] == "-":
        last += 1
        if wrapper not in ("sudo", "doas") or words[last].value not in _SAME_USER:
            raise Unfit(f"{wrapper} is given options")
    following = at.wrappers[at.wrappers.index(wrapper) + 1 :]
    expected = following[0] if following else at.name
    target = words[last + 1]
    assigned = "=" in target.text and first == 0 and not at.body.is_program
    if first >= front or not (assigned or (target.value or "").rpartition("/")[2] == expected or last + 1 == front):
        raise Unfit(f"what {wrapper} is given cannot be told from the command")
    if at.name in _SHELL_ITSELF or at.name is None:
        raise Unfit("without it the shell itself would run the command")
    if first == 0 and not at.body.is_program and target.text in _KEYWORDS:
        raise Unfit("without it the shell would read a keyword")
    return [Site(at.body, at).remove_words(words, first, last)]


_KEYWORDS = frozenset(
    {"if", "then", "else", "fi", "for", "do", "done", "while", "until", "case", "esac", "time", "!", "{", "}"}
)


def insert_command_before(at: Command | Instruction, command: str) -> list[Edit]:
    """A command in front of another one, or of all of a RUN but its leading ``set``."""
    _read(command)
    if at.sort == "command":
        return [joining.in_front(at, command)]  # type: ignore[arg-type]
    commands = _script_commands(at)  # type: ignore[arg-type]
    first = next((one for one in commands if one.name != "set"), None)
    if first is None or first.simple.pipeline.list.parent is not None:
        raise Unfit("there is no command to put one in front of")
    return [joining.in_front(first, command)]


def insert_command_after(at: Command, command: str) -> list[Edit]:
    """A command behind another one in its own list, run where that succeeded."""
    _read(command)
    return [joining.behind(at, command)]


def append_command(at: Instruction, command: str) -> list[Edit]:
    """A command behind the last one of a RUN, in the style of its list; it runs where all went well."""
    _read(command)
    body = at.body
    commands = _script_commands(at)
    assert body is not None
    return [joining.at_the_end(Site(body), commands, command)]


def delete_command(at: Command) -> list[Edit]:
    """A command goes with what joins it to its neighbours; a RUN of nothing else goes as a whole."""
    pipeline = at.simple.pipeline
    owner = pipeline.list
    if at.invocation.host is not None or len(pipeline.commands) > 1 or pipeline.negated:
        raise Unfit("it is a part of another command, of a pipe or of a negation")
    if len(owner.pipelines) == 1:
        if owner.parent is not None or at.instruction.kind != "RUN":
            raise Unfit("nothing would be left of what it stands in")
        from analyzer.fixes.instructions import delete_instruction

        return delete_instruction(at.instruction)
    following = pipeline.next
    if pipeline.background or pipeline.condition == "or" or (following is not None and following.condition == "or"):
        raise Unfit("what runs beside it depends on it")
    if pipeline.condition == "then" and following is None and not (joining.is_strict(at) and _ends_script(at.body, pipeline)):
        raise Unfit("it hides whether the command in front of it fails")
    inner = following is not None or owner.parent is not None
    if pipeline.condition == "and" and inner and (following is None or following.condition == "then") and joining.is_strict(at):
        raise Unfit("a failure of the command in front of it would end the script")
    _no_heredoc(at)
    return [_without(Site(at.body, at), pipeline)]


def _ends_script(body: Body, pipeline: Pipeline) -> bool:
    """Where failures end the script, one of the pipeline in front of this one does."""
    before = pipeline.list.pipelines[pipeline.position - 1]
    return before.condition in ("first", "then") and joining.ends_itself(body, before)


def _without(site: Site, pipeline: Pipeline) -> Edit:
    before = pipeline.list.pipelines[pipeline.position - 1] if pipeline.position else None
    following = pipeline.next
    if before is not None and (pipeline.condition == "and" or following is None or following.condition == "then"):
        if site.is_join(before.end, pipeline.start):
            return site.remove_behind(before.end, pipeline.end)
        if pipeline.condition == "and":
            raise Unfit("a comment or a here-document stands in front of it")
    if following is not None and site.is_join(pipeline.end, following.start):
        return site.remove_in_front(pipeline.start, following.start)
    raise Unfit("a comment or a here-document stands beside it")


def command_of(word: ShellWord) -> Command:
    """The command of a word."""
    parent = word.parent
    if parent is None or parent.sort != "command":
        raise Unfit("it is no word of a command")
    return parent  # type: ignore[return-value]


def _script_commands(at: Instruction) -> list[Command]:
    """The commands of an instruction that a shell runs, of which one at least stands in its own list."""
    body = at.body
    if body is None or body.script is None or not body.script.complete or body.script.root is None:
        raise Unfit("the script cannot be read")
    if body.fed is not None or body.is_program:
        raise Unfit("no shell runs it")
    if not body.script.root.pipelines:
        raise Unfit("there is no command")
    commands: list[Command] | Unknown = body.commands
    return commands if isinstance(commands, list) else []


def _read(command: str) -> Script:
    """The tree of a command that is to be written. Raises Unfit where it cannot be read."""
    from analyzer.shell.parse import parse_script

    script = parse_script(command)
    if not script.complete or script.root is None or not script.root.pipelines:
        raise Unfit("the text is no command")
    return script


def _plain_words(script: Script) -> list[str]:
    """The words of a script of one simple command."""
    command = script.commands[0] if len(script.commands) == 1 else None
    if command is None or command.redirects or command.assignments or any(word.value is None for word in command.words):
        raise Unfit("a program cannot be started so without a shell")
    return [word.value or "" for word in command.words]


def _is_one_word(text: str) -> bool:
    return (
        bool(text)
        and not text.startswith("-")
        and text.replace("-", "").replace(".", "").replace("+", "").replace("_", "").isalnum()
    )


def _no_heredoc(at: Command) -> None:
    if any(redirect.heredoc is not None for redirect in at.simple.redirects):
        raise Unfit("a here-document belongs to it")
