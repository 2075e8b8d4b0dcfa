"""The types of ``RUN --mount`` and their keys."""

from __future__ import annotations

from analyzer.lsp.knowledge.entries import MountKey, MountType, rows, word, words

# type | its keys | those it needs | meaning
_TYPES = """
bind | target source from rw | target |
    + Shows files of the build context, a stage or an image to this step, without copying them into a layer. What is written
    + there is thrown away.
cache | target id sharing from source mode uid gid ro | target |
    + A directory that outlives the step: builds share it, no layer holds it. It may be empty at any time, so nothing may depend
    + on its content.
tmpfs | target size | target | An empty file system in memory; nothing of it is kept.
secret | id target env required mode uid gid | - |
    + A secret that the build is given with `--secret`, as a file or a variable of this step alone. No layer, no history and no
    + cache key holds it.
ssh | id target required mode uid gid | - |
    + The socket of an SSH agent that the build is given with `--ssh`, so that keys never enter the build.
"""

# key | other names | types | what to write | values | default | since | meaning
_KEYS = """
type | - | bind cache tmpfs secret ssh | TYPE | bind cache tmpfs secret ssh | bind | - | What is mounted.
target | dst destination | bind cache tmpfs secret ssh | PATH | - | - | - |
    + Where it is mounted; a relative path begins at WORKDIR. A secret without it lies at /run/secrets/ID.
source | src | bind cache secret | PATH | - | / | - |
    + What of the context, stage or image is mounted; all of it without. For a secret another word for id.
from | - | bind cache | STAGE | - | - | - |
    + The stage, named build context or image it comes from; the build context without. Variables are not expanded here.
rw | readwrite | bind cache tmpfs secret ssh | - | - | - | - |
    + The step can write there; of a bind mount what it writes is thrown away.
ro | readonly | bind cache tmpfs secret ssh | - | - | - | - | The step cannot write there.
id | - | cache secret ssh | ID | - | - | - |
    + Which cache, secret or agent it is. A cache without it goes by its target, an agent is `default`.
sharing | - | cache | MODE | shared private locked | shared | - |
    + What happens when several builds use the cache at once: `shared` lets them, `private` gives each its own, `locked` makes
    + them wait for each other, as package managers such as apt need it.
mode | - | cache secret ssh | MODE | - | - | - |
    + The mode in octal: of a new cache 0755, of a secret 0400, of a socket 0600 where it is not given.
uid | - | cache secret ssh | NUMBER | - | 0 | - | The number of the user who owns it.
gid | - | cache secret ssh | NUMBER | - | 0 | - | The number of the group that owns it.
required | - | secret ssh | - | true false | false | - |
    + The build fails where it is not given; else the step runs without. It must stand behind the type.
env | - | secret | NAME | - | - | 1.10 |
    + The variable that holds the secret for this step; there is no file then, unless target is given too.
size | - | tmpfs | SIZE | - | - | - | How much it may hold, such as 64m. It must stand behind the type.
"""


def _key(name: str, aliases: str, types: str, value: str, values: str, default: str, since: str, doc: str) -> MountKey:
    return MountKey(name, words(aliases), words(types), word(value), words(values), word(default), word(since), doc)


MOUNTS: dict[str, MountType] = {
    name: MountType(name, words(keys), words(needs), doc) for name, keys, needs, doc in rows(_TYPES, 4)
}
KEYS: dict[str, MountKey] = {each.name: each for each in (_key(*row) for row in rows(_KEYS, 8))}
_ALIASES = {alias: name for name, each in KEYS.items() for alias in each.aliases}


def mount_key(name: str) -> MountKey | None:
    """What is known of a key, by any of its names in any case."""
    lower = name.lower()
    return KEYS.get(_ALIASES.get(lower, lower))


def keys_of(type_: str) -> list[MountKey]:
    """The keys of a type of mounts; those of bind where it is not known."""
    found = MOUNTS.get(type_.lower(), MOUNTS["bind"])
    return [KEYS[name] for name in found.keys]
