"""The flags of instructions."""

from __future__ import annotations

from analyzer.lsp.knowledge.entries import Flag, rows, word, words

# instruction and flag | what to write | the values it takes | default | since | r: repeats, x: variables are expanded | meaning
_TABLE = """
FROM platform | OS/ARCH[/VARIANT] | - | - | - | x |
    + The platform of the image, for images of several. `$BUILDPLATFORM` is that of the machine that builds, which then
    + cross-compiles instead of emulating. Variables are those before the first FROM.
COPY from | STAGE | - | - | - | - |
    + Copies from a stage (by name, or number from 0), a named build context or an image instead of the build context.
COPY chown | USER[:GROUP] | - | 0:0 | - | x |
    + Who owns the copied files. Names are looked up in the image's /etc/passwd and /etc/group; numbers need neither.
COPY chmod | MODE | - | - | 1.2 | x |
    + The mode of the copied files: octal such as `0755`, or symbolic such as `u=rwX,go=rX` (since 1.14).
COPY link | - | true false | false | 1.4 | - |
    + Puts the files into a layer that does not depend on those before it: it stays valid in the cache when they change. A
    + symbolic link in the destination is not followed.
COPY parents | - | true false | false | 1.20 | - |
    + Keeps the directories of the sources. `./` within a source marks where the part that is kept begins.
COPY exclude | PATTERN | - | - | 1.19 | r | Leaves out files that fit the pattern, which is written as in .dockerignore.
ADD chown | USER[:GROUP] | - | 0:0 | - | x | Who owns the added files, as with COPY.
ADD chmod | MODE | - | - | 1.2 | x | The mode of the added files: octal such as `0755`, or symbolic (since 1.14).
ADD link | - | true false | false | 1.4 | - |
    + Puts the files into a layer that does not depend on those before it: it stays valid in the cache when they change.
ADD keep-git-dir | - | true false | false | 1.1 | - | Keeps the directory `.git` of a Git repository.
ADD checksum | DIGEST | - | - | 1.6 | x |
    + What is fetched must have this digest, `sha256:...` of a file; for a Git repository (since 1.16) the commit. Else the
    + build fails.
ADD unpack | - | true false | - | 1.17 | - |
    + Whether archives are unpacked. Without it local tar archives are, and those from a URL are not.
ADD exclude | PATTERN | - | - | 1.19 | r | Leaves out files that fit the pattern, which is written as in .dockerignore.
RUN mount | type=TYPE,... | - | type=bind | 1.2 | rx |
    + Mounts something for this step alone, without putting it into the layer: files, a cache, a secret, an SSH agent.
RUN network | MODE | default none host | default | 1.3 | - |
    + The network of this step: `none` cuts it off, `host` is that of the builder and needs the entitlement network.host.
RUN security | MODE | sandbox insecure | sandbox | 1.20 | - |
    + `insecure` runs the step without a sandbox, like a privileged container; it needs the entitlement security.insecure.
RUN device | name=NAME[,required] | - | - | 1.14-labs | r |
    + Makes CDI devices of the builder available to this step, such as GPUs; it needs the entitlement device.
HEALTHCHECK interval | DURATION | - | 30s | - | - | The time between two checks, and before the first: `30s`, `1m30s`.
HEALTHCHECK timeout | DURATION | - | 30s | - | - | A check that takes longer has failed.
HEALTHCHECK start-period | DURATION | - | 0s | - | - |
    + How long the container may take to start: failures until then do not count.
HEALTHCHECK start-interval | DURATION | - | 5s | 1.6 | - | The time between two checks during the start period.
HEALTHCHECK retries | NUMBER | - | 3 | - | - | So many failures in a row make the container unhealthy.
"""


def _flag(head: str, value: str, values: str, default: str, since: str, marks: str, doc: str) -> Flag:
    instruction, name = head.split()
    return Flag(instruction, name, word(value), words(values), word(default), word(since), "r" in marks, "x" in marks, doc)


FLAGS: dict[tuple[str, str], Flag] = {(each.instruction, each.name): each for each in (_flag(*row) for row in rows(_TABLE, 7))}
"""By instruction, in upper case, and name, without the dashes."""


def flags_of(keyword: str) -> list[Flag]:
    """The flags of an instruction, by its keyword in any case."""
    return [each for each in FLAGS.values() if each.instruction == keyword.upper()]
