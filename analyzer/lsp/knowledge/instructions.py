"""The instructions."""

from __future__ import annotations

from analyzer.lsp.knowledge.entries import Instruction

_FLAG = "what comes before the arguments, as --name=value"
_COMMAND = "a script for the shell in force (/bin/sh -c unless SHELL says otherwise)"
_ARRAY = "program and arguments as a JSON array of strings in double quotes: no shell reads them, so no variable is expanded"


def _one(
    keyword: str, summary: str, forms: str, parameters: dict[str, str], *notes: str, deprecated: str = ""
) -> tuple[str, Instruction]:
    return keyword, Instruction(keyword, summary, tuple(forms.splitlines()), parameters, notes, deprecated)


INSTRUCTIONS: dict[str, Instruction] = dict((
    _one(
        "FROM",
        "Begins a build stage and names what it starts from: an image, an earlier stage, or the empty image `scratch`.",
        "FROM {flag:[--platform=PLATFORM]} {image:IMAGE[:TAG][@DIGEST]} {name:[AS NAME]}",
        {
            "flag": "the platform of the image, where not that of the build",
            "image": "an image, the name of an earlier stage, or scratch",
            "name": "a name that later FROM, COPY --from and RUN --mount=from= can use; it is kept in small letters",
        },
        "Only an ARG before the first FROM can be used in it.",
        "Without tag or digest it means `latest`. A digest names one image for good; a tag can be moved.",
        "The last stage becomes the image, unless the build names another as its target.",
    ),
    _one(
        "RUN",
        "Runs a command on top of what is there, and keeps what it changed in files as a new layer.",
        "RUN {flag:[OPTIONS]} {command:COMMAND}\n"
        'RUN {flag:[OPTIONS]} {array:["PROGRAM", "ARGUMENT", ...]}\n'
        "RUN {flag:[OPTIONS]} {heredoc:<<EOF}",
        {"flag": _FLAG, "command": _COMMAND, "array": _ARRAY, "heredoc": "the lines up to EOF are the script"},
        "Files that a later RUN deletes stay in the layer that brought them: clean up in the same RUN.",
        "It is taken from the cache while its text, its variables, what it mounts and all before it are the same; what it "
        "would fetch from a network counts for nothing.",
        "Only its last command decides whether it fails, of a pipe too: join with `&&`, use `set -e` and pipefail.",
    ),
    _one(
        "CMD",
        "What a container runs by default, or the default arguments of its ENTRYPOINT. Nothing is run during the build.",
        'CMD {array:["PROGRAM", "ARGUMENT", ...]}\nCMD {command:COMMAND}',
        {"array": _ARRAY, "command": _COMMAND},
        "The last one counts. What is written after the image in `docker run` takes its place.",
        "As a script it runs below a shell, which does not pass signals on: the array lets the program stop in time.",
    ),
    _one(
        "LABEL",
        "Adds metadata to the image, as keys and values.",
        "LABEL {key:KEY}={value:VALUE} ...",
        {"key": "a name; those with a reverse domain in front stay clear of others", "value": "a text, in quotes if need be"},
        "Labels of the base image are inherited; one of the same key takes its place.",
        "The keys `org.opencontainers.image.*` have a meaning that tools agree on.",
    ),
    _one(
        "MAINTAINER",
        "Names the author of the image.",
        "MAINTAINER {name:NAME}",
        {"name": "who made it"},
        deprecated="LABEL org.opencontainers.image.authors=...",
    ),
    _one(
        "EXPOSE",
        "Tells on which ports the container listens. It opens none: publishing is up to `docker run -p`.",
        "EXPOSE {port:PORT[/PROTOCOL]} ...",
        {"port": "a port or a range such as 8000-8010; tcp unless /udp is added"},
    ),
    _one(
        "ENV",
        "Sets environment variables for the steps that follow, for stages built on this one, and for containers.",
        "ENV {key:NAME}={value:VALUE} ...",
        {"key": "the variable", "value": "its value, in quotes if it holds blanks; variables are expanded"},
        "A value can be read from the image by everybody who has it: it is no place for a secret.",
        "All pairs of one ENV see the values from before it.",
        "It takes precedence over an ARG of the same name.",
    ),
    _one(
        "ADD",
        "Copies files like COPY, and also fetches URLs and Git repositories and unpacks local tar archives.",
        "ADD {flag:[OPTIONS]} {source:SOURCE} ... {destination:DESTINATION}\n"
        'ADD {flag:[OPTIONS]} ["{source:SOURCE}", ... "{destination:DESTINATION}"]',
        {
            "flag": _FLAG,
            "source": "a path or pattern in the build context, a URL, a Git repository, or a here-document",
            "destination": "where to; relative to WORKDIR, a directory if it ends in / or there are several sources",
        },
        "A local tar archive is unpacked, one from a URL is not, unless --unpack says otherwise.",
        "Where only files are copied, COPY says so and does nothing by surprise.",
    ),
    _one(
        "COPY",
        "Copies files from the build context, from another stage or from an image into a new layer.",
        "COPY {flag:[OPTIONS]} {source:SOURCE} ... {destination:DESTINATION}\n"
        'COPY {flag:[OPTIONS]} ["{source:SOURCE}", ... "{destination:DESTINATION}"]',
        {
            "flag": _FLAG,
            "source": "a path or pattern below the build context (with --from: in that stage or image), or a here-document",
            "destination": "where to; relative to WORKDIR, a directory if it ends in / or there are several sources",
        },
        "Files belong to root unless --chown is given, whatever USER is in force.",
        "It is taken from the cache while the copied files are the same; .dockerignore keeps files out of the context.",
        "Of a directory the content is copied, not the directory itself.",
    ),
    _one(
        "ENTRYPOINT",
        "The program that a container runs. CMD, or what is written after the image in `docker run`, are its arguments.",
        'ENTRYPOINT {array:["PROGRAM", "ARGUMENT", ...]}\nENTRYPOINT {command:COMMAND}',
        {"array": _ARRAY, "command": _COMMAND},
        "As a script it takes no arguments from CMD, and the shell around it does not pass signals on.",
        "The last one counts; it undoes a CMD that the base image brings.",
    ),
    _one(
        "VOLUME",
        "Declares directories whose content is kept outside of the container's own layer.",
        'VOLUME {path:PATH} ...\nVOLUME ["{path:PATH}", ...]',
        {"path": "a directory in the container"},
        "A container that mounts nothing there gets an anonymous volume, filled with what the image holds at that place.",
    ),
    _one(
        "USER",
        "Sets who runs the RUN steps that follow, and the container.",
        "USER {user:USER}[:{group:GROUP}]",
        {"user": "a name or a number; a number needs no entry in /etc/passwd", "group": "the group, instead of the user's own"},
        "COPY and ADD give files to root all the same.",
    ),
    _one(
        "WORKDIR",
        "Sets the working directory of what follows and of the container, and makes it where it is missing.",
        "WORKDIR {path:PATH}",
        {"path": "absolute, or relative to the WORKDIR before it; variables of ENV and ARG are expanded"},
    ),
    _one(
        "ARG",
        "Declares a build argument: a variable for the build alone, with a default that `--build-arg` replaces.",
        "ARG {key:NAME}[={value:DEFAULT}] ...",
        {"key": "the argument", "value": "its value where the build gives none"},
        "Before the first FROM it is for FROM lines; a stage that wants its value declares it again, without one.",
        "It ends with its stage, and a stage that starts from this one has it too.",
        "Values stand in the history of the image: use a secret mount for a secret.",
    ),
    _one(
        "ONBUILD",
        "Keeps an instruction for later: it is run by a build that starts from this image, right after its FROM.",
        "ONBUILD {instruction:INSTRUCTION}",
        {"instruction": "any but ONBUILD, FROM and MAINTAINER"},
    ),
    _one(
        "STOPSIGNAL",
        "The signal that asks the container to stop; SIGTERM where nothing is said.",
        "STOPSIGNAL {signal:SIGNAL}",
        {"signal": "a name such as SIGINT, or a number"},
    ),
    _one(
        "HEALTHCHECK",
        "Tells how to find out whether a container works: exit code 0 means it does, 1 that it does not.",
        "HEALTHCHECK {flag:[OPTIONS]} {mode:CMD} {command:COMMAND}\nHEALTHCHECK {mode:NONE}",
        {
            "flag": _FLAG,
            "mode": "CMD and a command, or NONE to switch off what the base image brings",
            "command": "a script, or a JSON array; it is run inside the container",
        },
        "The last one counts.",
    ),
    _one(
        "SHELL",
        "Sets the shell that runs RUN, CMD and ENTRYPOINT where they are scripts.",
        'SHELL {array:["PROGRAM", "ARGUMENT", ...]}',
        {"array": "the shell and its options, as a JSON array; the script becomes one more argument"},
        'Without it that is ["/bin/sh", "-c"], on Windows ["cmd", "/S", "/C"].',
        '`SHELL ["/bin/bash", "-o", "pipefail", "-c"]` makes a pipe fail with any of its commands.',
    ),
))  # fmt: skip


def instruction(keyword: str) -> Instruction | None:
    """What is known of an instruction, by its keyword in any case."""
    return INSTRUCTIONS.get(keyword.upper())
