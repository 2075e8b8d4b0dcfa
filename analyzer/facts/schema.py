"""The one table of facts: sorts of nodes and their typed fields.

It drives the checking and compiling of rules, the field reference, the JSON Schema and completion. A field's `attribute` is
the Python attribute of the fact node that holds it; its value is of the declared type, ``None`` where the fact is absent and
``UNKNOWN`` where it cannot be told from the file.
"""

from __future__ import annotations

STRING, NUMBER, BOOLEAN, STRINGS, NODE, NODES = "string", "number", "boolean", "strings", "node", "nodes"


class Field:
    """One fact of a sort. `target` is the sort of the node(s) for the types node and nodes."""

    __slots__ = ("attribute", "doc", "name", "target", "type")

    def __init__(self, name: str, type: str, target: str, doc: str) -> None:
        self.name = name
        self.type = type
        self.target = target
        self.attribute = name.replace("-", "_")
        self.doc = doc


class Sort:
    """A kind of node a rule can match. `head` is the field that a head's names are compared with (``""``: only ``any``)."""

    __slots__ = ("doc", "fields", "head", "name")

    def __init__(self, name: str, head: str, doc: str, fields: dict[str, Field]) -> None:
        self.name = name
        self.head = head
        self.doc = doc
        self.fields = fields


def _sort(name: str, head: str, doc: str, rows: str) -> Sort:
    """Reads rows ``field | type [sort] | meaning``."""
    fields = {}
    for row in rows.strip().splitlines():
        field, kind, meaning = (part.strip() for part in row.split("|"))
        type_, _, target = kind.partition(" ")
        fields[field] = Field(field, type_, target, meaning)
    return Sort(name, head, doc, fields)


_SORTS = (
    _sort(
        "file",
        "",
        "The Dockerfile.",
        """
        path         | string             | the name the file is reported under
        stages       | nodes stage        | its build stages, in order
        instructions | nodes instruction  | all instructions, those before the first FROM included
        comments     | nodes comment      | its comment lines
        keyword-case | string             | upper, lower or mixed: the case most keywords are written in
        escape       | string             | the escape character
        frontend     | string             | the value of the syntax directive
    """,
    ),
    _sort(
        "stage",
        "",
        "A build stage: a FROM and what follows it.",
        """
        name              | string            | the name as BuildKit keeps it, in lower case
        written-name      | string            | the name as written after AS
        index             | number            | its number, from 0
        final             | boolean           | the stage that becomes the image
        used              | boolean           | the final stage, or one it needs, directly or not
        platform          | string            | the value of --platform
        image             | node image        | what FROM names
        base-stage        | node stage        | the earlier stage FROM names
        duplicate-of      | node stage        | an earlier stage of the same name
        from-instruction  | node instruction  | its FROM
        instructions      | nodes instruction | its instructions, FROM included
        commands          | nodes command     | the shell commands of its RUN instructions
        effective-user    | string            | the user at its end, inherited from an earlier stage too
        user-instruction  | node instruction  | the USER that set it
        effective-workdir | string            | the working directory at its end
        entrypoint        | node instruction  | the ENTRYPOINT in force
        cmd               | node instruction  | the CMD in force
        healthcheck       | node instruction  | the HEALTHCHECK in force
        labels            | nodes pair        | the labels set in it
    """,
    ),
    _sort(
        "instruction",
        "kind",
        "An instruction, also the trigger of an ONBUILD.",
        """
        kind                 | string           | the keyword in upper case
        keyword              | string           | the keyword as written
        text                 | string           | the instruction as one line, continuations joined
        rest                 | string           | what follows keyword and flags
        args                 | strings          | BuildKit's argument list
        arguments            | nodes word       | the same as nodes
        value                | string           | the only argument, variables expanded (USER, WORKDIR, STOPSIGNAL ...)
        flags                | strings          | the names of its flags, without the dashes
        json-form            | boolean          | its arguments are a JSON array
        heredocs             | strings          | the names of its here-documents
        mounts               | nodes mount      | its --mount flags
        ports                | nodes port       | the ports of EXPOSE
        pairs                | nodes pair       | the pairs of ENV, LABEL and ARG
        sources              | nodes word       | what COPY or ADD copies
        destination          | node word        | where to
        chown                | string           | the value of --chown
        chmod                | string           | the value of --chmod
        checksum             | string           | the value of --checksum
        network              | string           | the value of --network
        security             | string           | the value of --security
        from-name            | string           | the value of --from
        from-stage           | node stage       | the stage --from names
        image                | node image       | the image of a FROM
        stage                | node stage       | the stage it belongs to
        onbuild              | boolean          | it is the trigger of an ONBUILD
        line-count           | number           | its lines, here-documents included
        shell-name           | string           | the shell that runs it: sh, bash, pwsh, cmd ...
        shell-options        | strings          | options in force there: pipefail, errexit, xtrace ...
        shell-parsed         | boolean          | its body was understood as a shell script
        commands             | nodes command    | the shell commands of its body, in order
        pipes                | boolean          | some command's output is piped into another
        residue              | nodes residue    | what its layer adds and does not remove
        copies-whole-context | boolean          | COPY or ADD of the whole build context
        blank-continuations  | number           | empty lines between its continued lines
        variables            | nodes variable   | the variable references BuildKit expands in it
    """,
    ),
    _sort(
        "command",
        "name",
        "A simple command of a shell body.",
        """
        name         | string       | its name, without the directory; wrappers such as sudo looked through
        text         | string       | the command as written
        args         | strings      | its words after the name, quotes removed
        arguments    | nodes word   | the same as nodes
        options      | strings      | its option names: -y, -q (from -yq), --no-install-recommends
        operands     | strings      | its arguments that are no options, the subcommand left out
        subcommand   | string       | install, in apt-get -y install curl
        wrappers     | strings      | sudo, env, exec, time ... in front of it
        assignments  | strings      | the names of the variables assigned in front of it
        manager      | string       | the package manager: apt, apk, dnf, pip ...
        packages     | nodes package| the packages it installs
        piped        | boolean      | its output is the input of the next command
        next-in-pipe | node command | that command
        condition    | string       | first, and, or, then: what stands between it and the command before it
        instruction  | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "word",
        "",
        "An argument.",
        """
        text     | string  | the word as written, continuations joined
        value    | string  | its value, quotes removed and variables expanded
        quoted   | boolean | it holds quotes
    """,
    ),
    _sort(
        "pair",
        "key",
        "A key and a value of ENV, LABEL or ARG.",
        """
        key       | string  | the key, quotes removed
        text      | string  | the value as written
        value     | string  | the value, quotes removed and variables expanded
        separator | string  | '=', or ' ' in the legacy form
        origin    | string  | env, arg or label
        instruction | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "image",
        "repository",
        "An image reference.",
        """
        text       | string  | the reference as written
        resolved   | string  | the reference with its variables expanded
        registry   | string  | host and port, where named
        repository | string  | the name without registry, tag and digest
        tag        | string  | the tag
        digest     | string  | the digest
        is-stage   | boolean | it names an earlier stage
        is-scratch | boolean | it is the empty image
        floating   | boolean | what it names can change: no tag, or the tag latest, and no digest
    """,
    ),
    _sort(
        "package",
        "name",
        "A package that a command installs.",
        """
        text    | string  | the operand as written
        name    | string  | the package name
        version | string  | the version or constraint
        pinned  | boolean | it names one version, by its ecosystem's syntax
        source  | string  | index, url, path or file
        manager | string  | the package manager
    """,
    ),
    _sort(
        "port",
        "",
        "A port or range of EXPOSE.",
        """
        text     | string | as written
        low      | number | the first port
        high     | number | the last port
        protocol | string | tcp, udp or sctp, as written
    """,
    ),
    _sort(
        "mount",
        "type",
        "A --mount of RUN.",
        """
        text   | string | the flag's value
        type   | string | bind, cache, tmpfs, secret or ssh
        target | string | where it is mounted
        source | string | what is mounted
        from   | string | the stage or image it comes from
        id     | string | the id of a cache, secret or ssh mount
    """,
    ),
    _sort(
        "variable",
        "name",
        "A variable reference that BuildKit expands.",
        """
        name       | string  | the variable
        operator   | string  | the operator of ${name:-word}, without the word
        text       | string  | the reference as written
        defined    | boolean | something in scope gives it a value
        candidates | strings | defined names spelt nearly the same
    """,
    ),
    _sort(
        "comment",
        "",
        "A comment line.",
        """
        text | string | what stands behind the #, trimmed
    """,
    ),
    _sort(
        "residue",
        "manager",
        "Files that a layer adds and does not remove.",
        """
        manager | string       | the package manager whose index or cache it is
        kind    | string       | index or cache
        paths   | strings      | where it lies
        command | node command | the command that left it
    """,
    ),
)

SORTS: dict[str, Sort] = {sort.name: sort for sort in _SORTS}
