"""A download that its RUN checks, fetched by ADD instead."""

from __future__ import annotations

from analyzer.facts.places import join as place_of
from analyzer.facts.places import known, shown
from analyzer.facts.unknown import Unknown
from analyzer.fixes.edit import Unfit
from analyzer.fixes.flags import overlap, refuse_new
from analyzer.fixes.instructions import delete_instruction, insert_instruction
from analyzer.fixes.site import Site
from analyzer.shell.nodes import SimpleCommand
from analyzer.source.patterns import Lazy
from analyzer.syntax.git_ref import GitRefError, parse_git_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.facts.downloads import Download
    from analyzer.facts.instructions import Instruction
    from analyzer.fixes.edit import Edit
    from analyzer.shell.nodes import Pipeline
    from analyzer.shell.word import Word

_ROOT = frozenset({"root", "0", "root:root", "0:0", "root:0", "0:root"})
_MIND_WHAT_IS_THERE = frozenset({"-c", "--continue", "-N", "--timestamping", "-nc", "--no-clobber"})
_DECODES = "--compressed"
_HARMLESS = frozenset({"set", "cd", "mkdir"})  # in front of a download they change nothing that ADD needs
_BETWEEN = _HARMLESS | {"curl", "wget", "sha256sum", "shasum", "echo", "printf"}
_WORN = frozenset(
    {"mv", "rm", "unlink", "shred", "gunzip", "bunzip2", "unxz", "unzstd", "gzip", "bzip2", "xz", "zstd", "chown"}
)
_CHECKS = frozenset(
    {"-c", "--check", "--quiet", "--status", "--strict", "-w", "--warn", "-s"}  # BusyBox has -s and -w
)
_MODES = {"+x": "755", "a+x": "755", "ugo+x": "755", "+rx": "755", "a+rx": "755", "u+x": "744", "+r": "644", "a+r": "644"}
_FOLDERS = frozenset({"--output-dir", "-P", "--directory-prefix"})
_OUTPUTS = {"curl": frozenset({"-o", "--output"}), "wget": frozenset({"-O", "--output-document"})}
_LOCAL = ("localhost", "127.", "0.", "[")
_SYSTEM = ("/dev/", "/proc/", "/sys/", "/run/")
_PATTERNS = frozenset("${}[]*?\\`~")  # in a word of the shell; a query may stand in a URL
_NAME_SIGN = Lazy(r"[A-Za-z0-9_]")
_URL = Lazy(r"https?://[A-Za-z0-9.$_:-][A-Za-z0-9/:._~%+=,&?${}-]*")  # with variables as they are written
_PATH = Lazy(r"/[A-Za-z0-9/._+@=,:%${}-]*[A-Za-z0-9._+@=,:%}-]")
_DIGEST = Lazy(r"[0-9a-fA-F]{64}")
_MODE = Lazy(r"0?[0-7]{3}")


def download_to_add(at: Download) -> list[Edit]:
    """What ``curl`` or ``wget`` fetches and ``sha256sum`` compares with a digest that is written there is fetched by ADD.

    Both commands leave the RUN, and a ``chmod`` of the file with them; the file keeps its place, its mode and its owner.
    """
    command, step = at.command, at.instruction
    if command is None or step.kind != "RUN" or step.onbuild or step.stage is None:
        raise Unfit("it is no RUN of this file")
    for feature in ("ADD --checksum", "ADD --chmod"):
        refuse_new(step, feature)
    pipelines = _chain(command)
    url = _url(at, command)
    place = _place(at, url)
    before = pipelines[: command.simple.pipeline.position]
    if any(_only(one).name not in _HARMLESS for one in before):
        raise Unfit("a command in front of it may change what it needs")
    _refuse_other_directories([one for one in _commands(step) if one.simple.pipeline in before])
    check, digest = _check(at, pipelines)
    gone = [command.simple.pipeline, check]
    if at.removed is not False:
        raise Unfit("the file does not stay")
    mode = "644"
    for later in _mentioned(at):
        if later.simple.pipeline in gone:
            continue
        if later.name == "chmod" and mode == "644":
            mode = _mode(later)
            gone.append(later.simple.pipeline)
        elif later.name in _WORN or later.name == "chmod":
            raise Unfit("the file would stay in a layer of its own, and once more in that of the step")
    instruction = insert_instruction(f"ADD --checksum=sha256:{digest} --chmod={mode} {url} {place}", before=step)
    if all(one in gone or (one in before and _only(one).name != "mkdir") for one in pipelines):
        return [*instruction, *delete_instruction(step)]
    return [*instruction, *_without(Site(command.body, command), pipelines, gone)]


def _chain(command: Command) -> list[Pipeline]:
    """The members of the list that a RUN is, all joined by ``&&``, of which the command is one."""
    body = command.instruction.body
    script = body.script if body is not None and body.fed is None and not body.is_program else None
    if script is None or not script.complete or script.root is not command.simple.pipeline.list:
        raise Unfit("it is no member of the list that the step is")
    pipelines = script.root.pipelines
    if any(one.condition not in ("first", "and") or one.background or one.negated for one in pipelines):
        raise Unfit("not all that the step runs must succeed")
    if any(redirect.heredoc is not None for one in script.commands for redirect in one.redirects):
        raise Unfit("the step holds a here-document")
    return pipelines


def _only(pipeline: Pipeline) -> SimpleCommand:
    """The one simple command of a pipeline."""
    command = pipeline.commands[0]
    if len(pipeline.commands) != 1 or not isinstance(command, SimpleCommand):
        raise Unfit("a group or a pipe stands in front")
    return command


def _commands(step: Instruction) -> list[Command]:
    return [] if isinstance(step.commands, Unknown) else step.commands


def _refuse_other_directories(before: list[Command]) -> None:
    """Refuses a ``mkdir`` that would fail, or have no effect, where the directory is there already."""
    for one in before:
        if one.name == "mkdir" and not (
            set(one.options) <= {"-p", "--parents", "-v"} and {"-p", "--parents"} & set(one.options)
        ):
            raise Unfit("a directory is made that ADD would make before")


# --- the download


def _place(at: Download, url: str) -> str:
    """Where the file is kept, as ADD is told it."""
    step, command, place = at.instruction, at.command, at.place
    if place is None or not known(place):
        raise Unfit("where the file is kept cannot be told")
    if place.startswith("~") and any("HOME" in text or "~" in text for text in (step.span_text, str(step.workdir))):
        raise Unfit("where the home directory is cannot be told")
    assert command is not None
    written, value = _target(at, command, url)
    directory = step.layer.progress.directories[command]
    if not written.startswith("/"):
        _refuse_variable(step, command, directory)
        written, value = f"{directory}/{written}", f"{directory}/{value}"
    path = shown(place_of("/", written))
    if place_of("/", value) != place or _PATH.fullmatch(path) is None or path.startswith(_SYSTEM):
        raise Unfit("the path cannot be written so")
    if isinstance(step.user, Unknown):
        if step.user_instruction is not None:
            raise Unfit("the file may not be root's")
    elif step.user not in _ROOT and step.user is not None:
        raise Unfit("the file is not root's")
    for mount in step.mounts:
        if mount.type in ("secret", "ssh") or not isinstance(mount.place, str) or overlap(mount.place, place):
            raise Unfit("something is mounted that the download may need")
    return path


def _target(at: Download, command: Command, url: str) -> tuple[str, str]:
    """The file that a command is told to keep what it fetches in, as it is written for ADD, and as its value."""
    progress, redirects = at.instruction.layer.progress, command.simple.redirects
    if len(redirects) > 1 or any(one.operator != ">" or one.fd not in ("", "1") for one in redirects):
        raise Unfit("its output is redirected")
    if redirects:
        return _written(at, redirects[0].target), progress.text(redirects[0].target)
    own = url.rpartition("/")[2]
    folders = [option for option in command.invocation.options if option.name in _FOLDERS]
    outputs = [option for option in command.invocation.options if option.name in _OUTPUTS[at.tool]]
    if len(outputs) > 1 or len(folders) > 1 or (at.tool == "wget" and outputs and folders) or (not outputs and "?" in own):
        raise Unfit("which file it is cannot be told")
    if outputs and outputs[0].value is None and not folders:
        word = outputs[0].value_word
        if word is None or word is outputs[0].word:
            raise Unfit("a variable names the file")
        return _written(at, word), progress.text(word)
    if not outputs and not folders:
        return own, progress.text(command.invocation.operands[0]).rpartition("/")[2]
    named = [*folders, *outputs]
    if any(option.value is None for option in named) or (not outputs and "$" in own):
        raise Unfit("a variable names the file")
    if not any((option.value or "").startswith("/") for option in named):
        _refuse_variable(at.instruction, command, progress.directories[command])
    place = shown(str(at.place))
    return place, place


def _refuse_variable(step: Instruction, command: Command, directory: str) -> None:
    """Refuses a working directory that a variable tells, as with another value of it that is another one."""
    moves = [word for one in step.layer.progress.commands if one.name in ("cd", "pushd") for word in one.invocation.operands]
    if not known(directory) or any(word.value is None for word in moves):
        raise Unfit("the directory cannot be told")
    if any(one.kind == "WORKDIR" and "$" in one.text for one in step.file.instructions):
        raise Unfit("a variable tells the directory")


def _url(at: Download, command: Command) -> str:
    """The URL as ADD is told it: with the variables that the file defines."""
    options = set(command.options)
    if not at.simple or options & _MIND_WHAT_IS_THERE or _DECODES in options:
        raise Unfit("the request is more than a plain one")
    if at.tool not in ("curl", "wget") or command.wrappers or command.simple.assignments:
        raise Unfit("it is no plain command")
    if len(at.instruction.layer.downloads_of(command)) != 1 or len(command.invocation.operands) != 1:
        raise Unfit("it does not fetch one file")
    url = _written(at, command.invocation.operands[0])
    if _URL.fullmatch(url) is None or url.partition("://")[2].lower().startswith(_LOCAL):
        raise Unfit("ADD would not fetch it")
    try:
        repository = parse_git_ref(url)
    except GitRefError:
        repository = None
    if repository is not None or url.endswith(".git"):
        raise Unfit("ADD would read it as a Git repository")
    return url


def _written(at: Download, word: Word) -> str:
    """A word of the shell as an argument of ADD, which expands the variables that the file defines to the same values."""
    step, parts = at.instruction, [""]
    for part in word.parts:
        if part.reference is None:
            if part.value is None or not _PATTERNS.isdisjoint(part.value.replace("?", "") if part.quoted else part.value):
                raise Unfit("a command or a pattern makes the word")
            if parts[-1][:1] == "$" and parts[-1][1:2] != "{" and _NAME_SIGN.match(part.value) is not None:
                parts[-1] = f"${{{parts[-1][1:]}}}"
            parts.append(part.value)
            continue
        variable = part.reference.name
        defined = step.environment.defined(variable, step.tick) and variable not in step.layer.progress.variables
        if part.reference.operator or not defined or part.text not in (f"${variable}", f"${{{variable}}}"):
            raise Unfit("the shell tells a part of the word")
        parts.append(part.text)
    return "".join(parts)


# --- the check


def _check(at: Download, pipelines: list[Pipeline]) -> tuple[Pipeline, str]:
    """The member of the list that checks the file, and nothing else, and the digest written there."""
    assert at.command is not None
    following = pipelines[at.command.simple.pipeline.position + 1 :]
    for pipeline in following:
        digest = _digest(at, pipeline)
        if digest:
            return pipeline, digest
        for one in pipeline.commands:
            if not isinstance(one, SimpleCommand) or one.name not in _BETWEEN:
                raise Unfit("the file is used before it is checked")
        if any(one.simple.pipeline is pipeline and one is not at.command for one in _mentioned(at)):
            raise Unfit("the file is used before it is checked")
    raise Unfit("no digest is written there")


def _digest(at: Download, pipeline: Pipeline) -> str:
    """The digest that a member of the list compares with that of the file; empty where it does something else."""
    progress = at.instruction.layer.progress
    found = [one for one in progress.commands if one.simple.pipeline is pipeline and one.invocation.host is None]
    if len(found) != len(pipeline.commands) or len(found) > 2 or any(one.wrappers or one.simple.assignments for one in found):
        return ""
    checker = found[-1]
    if not _checks_sha256(checker):
        return ""
    given = [one for one in checker.simple.redirects if one.operator == "<<<"]
    other = [one for command in found for one in command.simple.redirects if one.operator != "<<<"]
    if any(one.operator not in (">", "&>") or one.target.value != "/dev/null" for one in other):
        return ""
    if len(found) == 2 and not given:
        written, text = found[0], _printed(at, found[0])
    elif len(found) == 1 and len(given) == 1:
        written, text = checker, progress.text(given[0].target)
    else:
        return ""
    words = text.strip(" \n").split(" ", 1) if "\n" not in text.strip("\n") else []
    file = words[1].removeprefix(" ").removeprefix("*") if len(words) == 2 else ""
    if not file or _DIGEST.fullmatch(words[0]) is None or words[0] not in written.text:
        return ""
    return words[0].lower() if place_of(progress.directories[checker], file) == at.place else ""


def _checks_sha256(command: Command) -> bool:
    """It compares digests of SHA-256 that it reads from its standard input, and fails where they differ."""
    args = command.args
    if command.name == "shasum":
        if "-a256" not in args and "-a 256" not in " ".join(args):
            return False
        args = [arg for arg in args if arg not in ("-a", "256", "-a256")]
    elif command.name == "sha256sum":
        args = [*command.options, *command.operands]
    else:
        return False
    return bool({"-c", "--check"} & set(args)) and set(args) <= _CHECKS | {"-"}


def _printed(at: Download, command: Command) -> str:
    """What ``echo`` or ``printf`` prints; empty where that cannot be told."""
    texts = [at.instruction.layer.progress.text(word) for word in command.invocation.words[1:]]
    if command.name == "echo":
        text = " ".join(texts[1:] if texts[:1] in (["-n"], ["-e"]) else texts)
        return "" if "\\" in text or "`" in text else text
    if command.name != "printf" or not texts or texts[0].startswith("-"):
        return ""
    pieces = texts[0].replace("\\n", "\n").split("%s")
    if len(pieces) != len(texts) or any("%" in piece or "\\" in piece for piece in pieces):
        return ""
    return pieces[0] + "".join(given + piece for given, piece in zip(texts[1:], pieces[1:], strict=True))


# --- what becomes of the file


def _mentioned(at: Download) -> Iterator[Command]:
    """The other commands of the step that name the file."""
    assert at.place is not None
    for number, command, _ in at.instruction.layer.mentions(at.place):
        if number != at.number:
            yield command


def _mode(command: Command) -> str:
    """The mode that a ``chmod`` of this one file, which was made with mode 644, leads to."""
    pipeline = command.simple.pipeline
    plain = not command.options and not command.wrappers and not command.simple.redirects and not command.simple.assignments
    member = pipeline.list.parent is None and len(pipeline.commands) == 1 and command.invocation.host is None
    if not plain or not member or len(command.operands) != 2:
        raise Unfit("the mode of the file cannot be told")
    mode = command.operands[0]
    if _MODE.fullmatch(mode) is not None:
        return mode
    if mode not in _MODES:
        raise Unfit("the mode of the file cannot be told")
    return _MODES[mode]


def _without(site: Site, pipelines: list[Pipeline], gone: list[Pipeline]) -> Iterator[Edit]:
    """Nothing in place of some members of a list joined by ``&&``, and of what joins them to the others."""
    index = 0
    while index < len(pipelines):
        first = index
        while index < len(pipelines) and pipelines[index] in gone:
            if index > first and not site.is_join(pipelines[index - 1].end, pipelines[index].start):
                raise Unfit("a comment stands in between")
            index += 1
        if index > first:
            start, end = pipelines[first].start, pipelines[index - 1].end
            if first and site.is_join(pipelines[first - 1].end, start):
                yield site.remove_behind(pipelines[first - 1].end, end)
            elif not first and site.is_join(end, pipelines[index].start):
                yield site.remove_in_front(start, pipelines[index].start)
            else:
                raise Unfit("a comment stands beside it")
        index += 1
