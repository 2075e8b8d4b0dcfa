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
        dockerignore       | string       | the ignore file in force in the build context
        dockerignore-error | string       | why BuildKit refuses that file
        context-size       | number       | the bytes of the build context, ignored files left out
        context-manifests  | strings      | the files in it that list dependencies, lock files included
        scan               | node scan    | what a scan found in the image that was built of it
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
        outcome           | boolean           | it becomes an image: the final stage, or without a target one that no other stage needs
        used              | boolean           | the final stage, or one it needs, directly or not
        platform          | string            | the value of --platform
        written-platform  | string            | the same as written, variables not expanded
        platform-variables | strings           | the variables it names
        platform-in-name   | boolean           | the stage's name holds the system or the machine that it names, without variables
        as-keyword         | string            | the word AS as written
        windows            | boolean           | it looks like a Windows image
        empty              | boolean           | it starts from nothing and no instruction puts a file into it
        default-base-valid | boolean           | FROM names an image when no build argument is given
        circle             | nodes stage       | of the first of stages that need each other in a circle, all of them
        image             | node image        | what FROM names
        base-stage        | node stage        | the earlier stage FROM names
        root-image        | node image        | what the first of the stages it builds on starts from
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
        effective-labels  | nodes pair        | the labels in force at its end: the last of each key, inherited ones included
        label-keys        | strings           | the keys of the labels in force
        effective-shell   | string            | the shell in force at its end
        env               | nodes pair        | the pairs of ENV and ARG in force at its end
        ports             | nodes port        | the ports exposed at its end, inherited ones included
        volumes           | strings           | the volumes declared at its end, inherited ones included
        reaches-final-image | boolean         | the final image is built on it; what COPY --from takes does not count
        gives-files-only  | boolean           | the final image needs it and is not built on it
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
        image                | node image       | the image of a FROM, or of a COPY --from that names no stage
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
        ignored-sources      | nodes word       | sources that the ignore file leaves out of the build context
        missing-sources      | nodes word       | sources that the build context does not hold
        copied-files         | strings          | the files of the build context that it takes
        blank-continuations  | number           | empty lines between its continued lines
        last-line            | node line        | the last of its continued lines, here-documents left out
        variables            | nodes variable   | the variable references BuildKit expands in it
        expansions           | nodes expansion  | the variables its shell expands
        out-of-scope-arguments | strings          | arguments declared before the first FROM that it uses and its stage does not declare
        workdir-instruction    | node instruction | the WORKDIR in force at it
        workdir-known          | boolean          | a WORKDIR of the file, or an empty base, says where its relative paths begin
        shell-instruction      | node instruction | the SHELL in force at it
        broken-array           | boolean          | it looks like a JSON array of a command, and is run as a shell script
        broken-list          | boolean          | the paths of COPY, ADD or VOLUME look like a JSON array, and are read as words
        comment-above          | string           | the last comment line above it
        comment-names-it       | boolean          | that comment begins with the stage's name, or that of an argument
        longest-line           | number           | the characters of its longest line that can be broken: seven words or more, no URL
        knows-users            | boolean          | there is a list of users where it runs, so that they can be named
        flag-text            | string           | its flags as written, a space between them
        user                 | string           | the user in force
        user-instruction     | node instruction | the USER that set it
        workdir              | string           | the working directory in force
        env                  | nodes pair       | the pairs of ENV and ARG in force
        volumes              | strings          | the directories that a VOLUME declares
        reaches-final-image  | boolean          | the final image is built on its stage
        context-paths        | strings          | the paths and patterns of the build context it reads
        invalidated-by       | nodes instruction | the instructions through which a change outside of the file makes it run again
        secrets              | nodes secret     | the credentials in it
        adds                 | nodes addition   | the files it adds, also those that it removes again
        downloads            | nodes download   | what it fetches: curl, wget, aria2c, or ADD of a URL
        archives             | nodes archive    | what it unpacks
        changes              | nodes change     | what it does to files that an earlier instruction added
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
        last-operand | string       | the last of these: where cp, mv and ln put what the others name
        subcommand   | string       | install, in apt-get -y install curl
        wrappers     | strings      | sudo, env, exec, time ... in front of it
        assignments  | strings      | the names of the variables assigned in front of it
        manager      | string       | the package manager: apt, apk, dnf, pip ...
        packages     | nodes package| the packages it installs
        piped        | boolean      | its output is the input of the next command
        next-in-pipe | node command | that command
        condition    | string       | first, and, or, then: what stands between it and the command before it
        constructs   | strings      | what it stands in, the outermost first: if, for, subshell, function ...
        answered     | boolean      | what it asks is answered: by a pipe, a file, or settings that a step before it has written
        available    | boolean      | false where the image is known to lack the program: curl, wget ...
        unset-variables | strings      | the variables set by ENV that it unsets
        unsorted-package | string       | the first package whose name sorts before the one in front of it
        action       | string       | what its tool does: install, update (an index), upgrade, dist-upgrade, remove, clean, download ...
        assume-yes   | boolean      | it asks nothing: -y, --non-interactive ..., or its tool never asks
        no-cache     | boolean      | an option or a variable makes it keep no cache
        no-recommends | boolean     | it leaves out packages that others only recommend
        quiet        | boolean      | an option makes it say less
        dry-run      | boolean      | it only shows what it would do
        unverified   | boolean      | an option makes it take packages without signature, or hosts without certificate
        lock-enforced | boolean     | it installs what a lock file names, and nothing else: npm ci, --frozen-lockfile ...
        no-scripts   | boolean      | it runs no scripts of the packages it installs
        no-dev       | boolean      | it leaves out what only development needs
        conditional  | boolean      | a build that succeeds may have left it out: as an alternative, in a branch of if or case ...
        in-loop      | boolean      | it stands in a loop
        function     | string       | the function it stands in
        pipe-guarded | boolean      | its output is piped, and pipefail is in force; absent where it is not piped
        shell-options | strings     | shell options in force when it runs, those that set changed before it included
        directory    | string       | the directory it runs in, as WORKDIR and cd leave it
        settings     | strings      | its options with a value, as --name=value or -n=value
        sets         | strings      | the variables it sets, in front of it or by export, as NAME=value
        modes        | strings      | the file modes it gives: of chmod, and -m of install and mkdir
        account-id   | string       | the number that useradd or adduser gives the account it creates
        here-text    | string       | the text of its here-documents and here-strings
        updates-index | boolean     | it refreshes the index of its package manager
        index-used-by | node command | the command of the same RUN that installs or reads with that index
        earlier-update | node command | an earlier command of the stage that refreshed the same index, all repositories the same
        credentials  | strings      | the variables of ARG and ENV that it uses and whose names promise a credential
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
        written-key | string  | the key as written, variables not expanded
        key-undefined | boolean | it holds a variable that nothing in the file defines
        text      | string  | the value as written
        value     | string  | the value, quotes removed and variables expanded
        harmless  | boolean | key and value tell that it is no credential: a fingerprint, an absolute path, a URL, a word for a key
        separator | string  | '=', or ' ' in the legacy form
        origin    | string  | env, arg or label
        used-by   | nodes instruction | the instructions that use the variable it defines
        used-undeclared | boolean | it stands before the first FROM, and an instruction uses it whose stage does not declare it
        instruction | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "image",
        "repository",
        "An image reference.",
        """
        text               | string           | the reference as written
        role               | string           | where it is named: from, copy (COPY --from) or mount (RUN --mount)
        instruction        | node instruction | where it is named
        kind               | string           | stage, scratch, external, or context: a bare name that is no known image
        resolved           | string           | the reference with its variables expanded
        values             | strings          | all references it may be
        candidates         | nodes stage      | the earlier stages that a build argument may choose
        near-stage         | node stage       | the stage whose name it nearly is, where it is no stage and no known image
        host               | string           | the registry in any case: docker.io where none is named
        registry           | string           | host and port, where named
        repository         | string           | the name without registry, tag and digest
        name               | string           | registry and repository in full: docker.io/library/alpine
        familiar-name      | string           | the same in the shortest form: alpine
        official           | boolean          | it lies in Docker Hub's library/
        tag                | string           | the tag
        digest             | string           | the digest
        platform           | string           | the platform FROM asks for
        is-stage           | boolean          | it names an earlier stage
        is-scratch         | boolean          | it is the empty image
        floating           | boolean          | what it names can change: no tag, or the tag latest, and no digest
        tag-precision      | string           | latest, channel, major, minor, patch, date or name: how closely it names one image
        version            | string           | the version the tag begins with
        os-family          | string           | its system: debian, ubuntu, alpine, fedora, rhel, distroless, windows ...
        os-release         | string           | the release of that system: 12, 3.20
        package-manager    | string           | apt, apk, dnf, yum, microdnf, tdnf, zypper, pacman or none
        libc               | string           | glibc, musl or none
        minimal            | boolean          | it is one of the small images of its kind: slim, alpine, distroless ...
        smaller-variant    | string           | the word for a smaller image of the same kind: slim, alpine
        default-user       | string           | whom its containers run as, where that is known not to be root
        known-non-root     | boolean          | it is known to bring a user that is not root
        end-of-life        | string           | the last day, as 2026-11-22, on which what it holds gets security updates
        end-of-life-of     | string           | the release whose last day that is: Debian 9
        past-end-of-life   | boolean          | that day is over
        data-date          | string           | the day to which such days are known
        registry-digest    | string           | the digest the reference has in its registry
        registry-platforms | strings          | the platforms there are: linux/amd64
        platform-available | boolean          | the platform FROM asks for is among them
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
        source  | string  | index, url, vcs (a repository), path or file (that lists packages)
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
        count    | number | how many ports it is
        protocol | string | tcp, udp or sctp, as written
        host-address | string | the address in front of a host port
        host-port    | string | the port in front of the port
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
        from-stage | node stage | the stage it comes from
        id     | string | the id of a cache, secret or ssh mount
        mode   | string | the mode of a secret, a socket or a new cache
        env    | string | the variable that holds the secret
        path   | string | where it is mounted, defaults included
        persisted-by | node command | the command that writes a secret to a file that stays in the layer
        persisted-at | string | where to
        image  | node image | the image it comes from, where it comes from no stage
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
        defined-by | node pair | the ARG or ENV that gives the value
        repeated   | boolean | the same word refers to the variable before it
        candidates | strings | defined names spelt nearly the same
        declared-globally | boolean | an ARG before the first FROM declares it
        defined-beside    | boolean | another pair of the same ENV defines it, which it does not see
    """,
    ),
    _sort(
        "expansion",
        "name",
        "A variable reference that the shell of an instruction expands.",
        """
        name      | string  | the variable
        operator  | string  | the operator of ${name:-word}, without the word
        text      | string  | the reference as written
        value     | string  | the value that the script itself, ARG or ENV gives it
        quoted    | boolean | it stands in double quotes
        argument  | boolean | it stands in an argument of a command
        instruction | node instruction | the instruction it belongs to
        command   | node command | that command, or the one whose redirection or assignment it stands in
        may-split | boolean | the shell splits its value into words, and it is not known to be one
    """,
    ),
    _sort(
        "line",
        "",
        "A line of an instruction.",
        """
        text | string | the line without the white space around it
    """,
    ),
    _sort(
        "feature",
        "name",
        "A piece of syntax that not every release of the frontend docker/dockerfile knows.",
        """
        name        | string           | as the vocabulary names it: COPY --link, a here-document, ${name#word}
        since       | string           | the first release that knows it: 1.4, or 1.14-labs of a preview
        known       | boolean          | the frontend that the file names knows it; unknown where it names none of Docker's
        instruction | node instruction | the instruction it stands in
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
        needed-later | boolean | a later step reads it, so that its removal would undo or fail that one
        command | node command | the command that left it
    """,
    ),
    _sort(
        "download",
        "tool",
        "A file that RUN or ADD fetches.",
        """
        tool          | string           | curl, wget, aria2c or ADD
        text          | string           | the URL, with $NAME for what is not known of it
        url           | string           | the URL
        scheme        | string           | its scheme; http where none is written
        host          | string           | its host
        name          | string           | the last component of its path
        output        | string           | where it is kept; absent where it goes to standard output
        role          | string           | payload, or key, signature, checksum: what others are checked with
        archive       | boolean          | by its name an archive or a compressed file
        simple        | boolean          | the request is a plain GET, without credentials, headers or data
        verified      | boolean          | a later command of the stage, or --checksum, checks its digest or signature
        verified-with | string           | sha256sum, gpg ... or --checksum
        checked-by    | node command     | the command that checks it
        piped-to      | node command     | the command that reads its output
        interpreter   | node command     | the program that runs it at once: from a pipe, <(curl ...) or "$(curl ...)"
        run-by        | node command     | the command of the same RUN that runs it from its file, or makes it executable
        unpacked-by   | node command     | the command of the same RUN that unpacks it
        installed-by  | node command     | the package manager of the same RUN that is given it
        removed       | boolean          | the same RUN removes it
        command       | node command     | the command that fetches it
        instruction   | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "archive",
        "",
        "An archive that a command unpacks.",
        """
        path        | string           | where it lies; absent where it comes through a pipe
        directory   | string           | where it is unpacked to
        removed     | boolean          | the same RUN removes it, and no earlier layer holds it
        download    | node download    | the download of the same RUN that it is
        copied-by   | node instruction | the COPY or ADD that brought it
        copied-source | node word      | the source of an earlier COPY or ADD from the build context that it is
        addition    | node addition    | the file it is, as the stage added it
        command     | node command     | the command that unpacks it
        instruction | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "addition",
        "kind",
        "A path that an instruction adds to the image.",
        """
        kind          | string           | copied, downloaded, unpacked, written, moved, created, cloned, index or cache
        path          | string           | where it lies
        name          | string           | the last component of that
        source        | string           | what it was made from: the source of COPY, the URL, the archive, the package manager
        whole         | boolean          | a directory with all that lies in it
        removed       | boolean          | the same instruction removes it again
        removed-later | nodes change     | what later instructions do to remove it, or a part of it
        changes       | nodes change     | all that later instructions do to it
        download      | node download    | the download it is
        command       | node command     | the command that adds it
        instruction   | node instruction | the instruction that adds it
    """,
    ),
    _sort(
        "change",
        "action",
        "Something a command does to files that an earlier instruction added; the earlier layer keeps them as they were.",
        """
        action      | string           | remove, move, chmod or chown
        path        | string           | what the command names
        partial     | boolean          | that is only a part of what was added
        addition    | node addition    | what was added
        command     | node command     | the command
        instruction | node instruction | the instruction it belongs to
    """,
    ),
    _sort(
        "secret",
        "kind",
        "A credential. What is shown of it is how it begins, and how long it is.",
        """
        kind        | string           | the form of a token (github-token ...), private-key, url-credentials, cli-flag, name, file, high-entropy
        where       | string           | env, arg, label, run, copy ... (the instruction), heredoc or comment
        name        | string           | the variable, option or file it belongs to
        text        | string           | how it begins, and how long it is; the path of a file, the variable that holds it
        confidence  | string           | high, medium or low
        literal     | boolean          | the value itself stands in the file
        written-to  | string           | the file that its command writes
        reaches-final-image | boolean  | the final image is built on the stage it stands in
        command     | node command     | the command it stands in
        instruction | node instruction | the instruction it stands in
    """,
    ),
    _sort(
        "scan",
        "",
        "The image that was built of the file, and what a scan found in it. It stands at the FROM of its last stage.",
        """
        names           | strings             | what it is called: registry.example.com/app:1.2
        tags            | strings             | the tags of these names; latest of one that has neither tag nor digest
        digest          | string              | its digest
        created         | string              | the day it was built on, as 2026-11-22
        age             | number              | the days since then
        signed          | boolean             | a signature of it was verified
        base-signed     | boolean             | one of its base image was
        attestations    | strings             | what is attested of it: sbom, provenance
        base-name       | string              | its base image
        base-digest     | string              | the digest of that when it was built
        base-digest-now | string              | the digest that the name has now
        vulnerabilities | nodes vulnerability | the known vulnerabilities of its packages
        files           | nodes image-file    | files and directories in it that are worth a word
        packages        | nodes image-package | the packages installed in it
        accounts        | nodes account       | its users and groups
    """,
    ),
    _sort(
        "vulnerability",
        "severity",
        "A known vulnerability of a package in the image. As all that a scan found it stands at the instruction that brought it.",
        """
        id              | string  | its name: CVE-2026-1234
        aliases         | strings | its other names
        severity        | string  | critical, high, medium, low or unknown
        package         | string  | the package
        installed       | string  | the version in the image
        fixed           | string  | the first version without it
        fixable         | boolean | there is such a version
        known-exploited | boolean | it is in a catalogue of what attackers use (CISA KEV)
        epss            | number  | how likely it is to be used within 30 days, in thousandths (EPSS)
        instruction     | node instruction | the instruction that brought it; absent where the base image did
    """,
    ),
    _sort(
        "image-file",
        "name",
        "A file or directory in the image.",
        """
        path        | string           | where it lies
        name        | string           | the last component of that
        setuid      | boolean          | it is a program with a setuid or setgid bit
        secret      | string           | the kind of credential that was found in it
        removed     | boolean          | a later layer removes it
        instruction | node instruction | the instruction that brought it; absent where the base image did
    """,
    ),
    _sort(
        "image-package",
        "name",
        "A package installed in the image.",
        """
        name        | string           | its name
        version     | string           | its version
        licences    | strings          | its licences, by their SPDX names
        instruction | node instruction | the instruction that brought it; absent where the base image did
    """,
    ),
    _sort(
        "account",
        "kind",
        "A user or group of the image.",
        """
        kind         | string           | user or group
        name         | string           | its name
        id           | number           | its number
        duplicate-of | node account     | the first account of the same kind and number, under another name
        instruction  | node instruction | the instruction that brought it; absent where the base image did
    """,
    ),
)

SORTS: dict[str, Sort] = {sort.name: sort for sort in _SORTS}
