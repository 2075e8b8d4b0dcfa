"""What package managers leave behind in a layer, and what takes it away again.

One row per thing left, read when a command of its manager is met. Paths beginning with ``~`` lie in the home directory of
whoever runs the command.
"""

from __future__ import annotations


class Cleaner:
    """A command that removes what was left; `words` must all be among its operands and options."""

    __slots__ = ("names", "words")

    def __init__(self, names: frozenset[str], words: frozenset[str]) -> None:
        self.names = names
        self.words = words


class Leftover:
    """What the commands of a manager leave: those with one of its `subcommands` and none of the options in `unless`.

    `paths` are the usual places, the likeliest first; emptying or mounting any of them counts. `variables` turn it off or
    move it elsewhere.
    """

    __slots__ = ("cleaners", "kind", "manager", "names", "paths", "subcommands", "unless", "variables")

    def __init__(self, manager: str, kind: str) -> None:
        self.manager = manager
        self.kind = kind
        self.names: frozenset[str] = frozenset()
        self.subcommands: frozenset[str] = frozenset()
        self.paths: tuple[str, ...] = ()
        self.unless: frozenset[str] = frozenset()
        self.variables: frozenset[str] = frozenset()
        self.cleaners: tuple[Cleaner, ...] = ()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _row(
    manager: str, kind: str, names: str, subcommands: str, paths: str, unless: str = "", variables: str = "", cleaners: str = ""
) -> Leftover:
    """Reads lists of words; cleaners are ``;``-separated lists whose first word is the command."""
    row = Leftover(manager, kind)
    row.names, row.subcommands, row.paths = _words(names), _words(subcommands), tuple(paths.split())
    row.unless, row.variables = _words(unless), _words(variables)
    row.cleaners = tuple(_cleaner(cleaner.split()) for cleaner in cleaners.split(";") if cleaner)
    return row


def _cleaner(words: list[str]) -> Cleaner:
    return Cleaner(frozenset(words[0].split("|")), frozenset(words[1:]))


_YUM = (
    "install groupinstall group localinstall reinstall update upgrade downgrade distro-sync makecache builddep swap module "
    "update-minimal upgrade-minimal check-update in rei up up-min dg dsync mc grp groups localupdate groupupdate "
    "install-n install-na install-nevra"
)
_RPM_CLEANERS = "yum|dnf|dnf5|microdnf|tdnf clean all"  # "clean packages" and the like leave a part
_CONDA = "conda mamba micromamba"

_ROWS = (
    ("apt", "index", "apt-get apt aptitude", "update", "/var/lib/apt/lists", "", "",
     "apt-get|apt dist-clean; apt-get|apt distclean"),
    ("apk", "index", "apk", "add update upgrade fix fetch", "/var/cache/apk /etc/apk/cache",
     "--no-cache --no-network", "",
     "apk cache clean; apk cache purge"),
    ("yum", "cache", "yum", _YUM, "/var/cache/yum /var/cache/dnf", "", "", _RPM_CLEANERS),
    ("dnf", "cache", "dnf dnf5 microdnf tdnf", _YUM,
     "/var/cache/dnf /var/cache/yum /var/cache/libdnf5 /var/cache/tdnf", "", "", _RPM_CLEANERS),
    ("zypper", "cache", "zypper", "install in remove rm update up dist-upgrade dup patch refresh ref source-install si",
     "/var/cache/zypp", "--no-cache", "", "zypper clean; zypper cc"),
    ("pip", "cache", "pip", "install download wheel", "~/.cache/pip", "--no-cache-dir --no-cache --cache-dir",
     "PIP_CACHE_DIR XDG_CACHE_HOME", "pip cache purge"),
    ("uv", "cache", "uv", "pip sync add tool lock run", "~/.cache/uv", "--no-cache -n --cache-dir",
     "UV_CACHE_DIR XDG_CACHE_HOME", "uv cache clean; uv cache prune"),
    ("poetry", "cache", "poetry", "install add update lock sync", "~/.cache/pypoetry", "--no-cache",
     "POETRY_CACHE_DIR XDG_CACHE_HOME", "poetry cache clear"),
    ("npm", "cache", "npm", "install i ci add update up install-test it clean-install", "~/.npm", "--cache",
     "npm_config_cache NPM_CONFIG_CACHE", "npm cache clean; npm cache rm; npm cache clear"),
    ("yarn", "cache", "yarn", "install add upgrade global import", "/usr/local/share/.cache/yarn ~/.cache/yarn ~/.yarn",
     "--cache-folder", "YARN_CACHE_FOLDER", "yarn cache clean; yarn cache clear"),
    ("pnpm", "cache", "pnpm", "install i add update up fetch", "~/.local/share/pnpm/store /pnpm/store", "--store-dir",
     "PNPM_HOME npm_config_store_dir", "pnpm store prune"),
    ("bundler", "cache", "bundle bundler", "install update", "/usr/local/bundle/cache ~/.bundle/cache", "--no-cache",
     "", "bundle clean"),
    ("composer", "cache", "composer", "install update require create-project", "~/.composer/cache ~/.cache/composer",
     "--no-cache", "COMPOSER_CACHE_DIR", "composer clear-cache; composer clearcache; composer cc"),
    ("go", "cache", "go", "build install get mod test run", "/go/pkg/mod ~/go/pkg/mod ~/.cache/go-build", "",
     "GOCACHE GOMODCACHE", "go clean"),
    ("cargo", "cache", "cargo", "build install fetch test run", "/usr/local/cargo/registry ~/.cargo/registry", "",
     "CARGO_HOME", "cargo clean"),
    ("conda", "cache", _CONDA, "install create update upgrade env", "/opt/conda/pkgs", "", "CONDA_PKGS_DIRS",
     "conda|mamba|micromamba clean"),
)  # fmt: skip

# What apt downloads stays only where the file that removes it is gone (see analyzer/facts/kept_packages.py).
DOWNLOADED_BY_APT = _row(
    "apt", "cache", "apt-get apt aptitude", "install reinstall upgrade dist-upgrade full-upgrade safe-upgrade build-dep",
    "/var/cache/apt/archives", "--print-uris", "", "apt-get|apt|aptitude clean; apt-get|apt dist-clean; apt-get|apt distclean",
)  # fmt: skip

NAMES = frozenset(name for row in _ROWS for name in row[2].split())
_made: dict[int, Leftover] = {}  # by the number of the row
_found: dict[str, tuple[Leftover, ...]] = {}


def by_command(name: str) -> tuple[Leftover, ...]:
    """What a command, one of `NAMES`, leaves behind."""
    found = _found.get(name)
    if found is None and name in NAMES:
        numbers = [number for number, row in enumerate(_ROWS) if name in row[2].split()]
        _made.update({number: _row(*_ROWS[number]) for number in numbers if number not in _made})
        found = _found[name] = tuple(_made[number] for number in numbers)
    return found or ()
