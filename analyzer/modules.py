"""The modules of a run, loaded at once from one file.

Finding, opening and checking a hundred small files takes longer than checking a Dockerfile. So the compiled code of the modules
that every check uses is kept in one file in the user's cache folder, and a run makes them from it, in the order in which they
were finished. The code of functions that a plain file does not call lies behind it, and is read when one is called. The other
modules that were ever used lie in a second file, each made when it is imported. Where anything does not fit - another
interpreter, a module that has changed, a file that others can write - they are imported as always.

An installed package does not change, but another may take its place, whose files were written at another time; so one of them
is looked at. In a checkout each module is.

What this module imports is imported one by one, so it is little; `__future__` would be one more.
"""

import marshal
import os
import sys

from analyzer.resources import built_path, cache_path, is_packaged, save_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

    Spec = Any  # importlib.machinery.ModuleSpec, which mypy does not let us make as the import system does
    Entry = tuple[str, bool, str, int, int, CodeType]  # name, whether it is a package, path, its time (ns) and size, code

FORMAT = 4
ROOT = os.path.dirname(os.path.abspath(__file__))
PACKAGED = is_packaged()
MODULES = "__modules__"  # what code that is made at once calls sys.modules
COLD = "__cold__"  # what puts something in place of functions whose code was left behind
HEAD = 8  # bytes at the beginning of a file of kept modules: how many every run needs, which stand at its end
SIZE = 4  # bytes before a piece of code that was left behind: its length
MANY = 12  # modules that a run had to import beside those kept, after which they are kept, too
_loaded: set[str] = set()
_descriptor = -1  # of the file of kept modules


def _file(what: str) -> str:
    place = "".join(char if char.isalnum() and char.isascii() else "-" for char in ROOT[-100:])  # each installation has its own
    return cache_path(f"{what}-{FORMAT}-{sys.implementation.cache_tag}-{sys.hexversion:x}-{place}")


def _origin() -> tuple[str, int, int]:
    """Which program the modules are of. Raises OSError where a package is no longer whole."""
    if not PACKAGED:
        return ROOT, 0, 0
    status = os.stat(built_path("rules.plan"))
    return ROOT, status.st_mtime_ns, status.st_size


def load() -> None:
    """Makes the modules that every run uses, as far as they are not there yet; the others are made where they are imported."""
    global _descriptor  # it stays open as long as the process lives
    _descriptor, found = _opened("modules")
    kept: list[Entry] = found or []
    try:
        if not kept or not (PACKAGED or all(_fresh(path, mtime, size) for _, _, path, mtime, size, _ in kept)):
            return
    except (TypeError, ValueError):  # it is no list of modules
        return
    sys.meta_path.insert(0, _others)
    made: dict[str, ModuleType] = {}
    for name, is_package, path, _, _, _ in kept:
        if name not in sys.modules:
            made[name] = sys.modules[name] = _module(name, is_package, path)
    try:
        for name, _, _, _, _, code in kept:
            if name in made:
                space = made[name].__dict__
                space[MODULES] = sys.modules
                space[COLD] = _leave
                exec(code, space)  # noqa: S102 - what an import does
                del space[MODULES], space[COLD]
                parent, _, leaf = name.rpartition(".")
                setattr(sys.modules[parent], leaf, made[name])
    except Exception:  # noqa: BLE001 - whatever it is, importing will tell
        for name in made:
            sys.modules.pop(name, None)
        return
    _loaded.update(name for name, *_ in kept)


class _Others:
    """Finds modules in the second file, for the import system. That file is read when the first of them is asked for."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] | None = None

    def find_spec(self, name: str, path: object = None, target: object = None) -> "Spec | None":
        """The module as it is kept; None where it is not, or has changed."""
        del path, target
        if not name.startswith("analyzer."):
            return None
        if self.kept is None:
            others = _read("others")
            self.kept = others if isinstance(others, dict) else {}
        entry = self.kept.get(name)
        if entry is None:
            return None
        try:
            _, is_package, origin, mtime, size, code = marshal.loads(entry)
        except (TypeError, ValueError, EOFError):
            return None
        if not (PACKAGED or _fresh(origin, mtime, size)):
            del self.kept[name]
            return None
        spec = _spec(name, is_package, origin, self)
        spec.has_location = True
        spec.loader_state = code
        return spec

    def create_module(self, spec: "Spec") -> None:
        """The usual one."""

    def exec_module(self, module: "ModuleType") -> None:
        """Runs its code."""
        spec: Spec = module.__spec__
        exec(spec.loader_state, module.__dict__)  # noqa: S102 - what an import does


_others = _Others()


def keep() -> None:
    """Keeps the modules of this run, where many of them were not kept. Called once, at the end of a run.

    Making what is kept takes ten times a run, so the first run only leaves a mark: where there is never a second one, as in a
    container that is thrown away, it would be for nothing.
    """
    known = _loaded.union(_others.kept or ())
    if sum(name.startswith("analyzer.") and name not in known for name in sys.modules) < MANY:
        return
    try:
        folder = os.path.dirname(_file("modules"))
        os.makedirs(folder, exist_ok=True)
        if not os.access(folder, os.W_OK):
            return
        from analyzer.module_code import other_modules, plain_modules

        if not _loaded and not os.path.exists(_file("run-once")):
            save_file(_file("run-once"), b"")
            return
        if not _loaded:
            plain, area = plain_modules()
            known.update(name for name, *_ in plain)
            _write("modules", plain, area)
        _write("others", {**(_others.kept or {}), **other_modules(known)})
    except OSError:  # no folder can be made, or the program was taken away meanwhile
        return


def _write(what: str, kept: "Any", area: bytes = b"") -> None:
    content = marshal.dumps((FORMAT, _origin(), kept))
    save_file(_file(what), len(content).to_bytes(HEAD, "little") + area + content)


def _spec(name: str, is_package: bool, path: str, loader: object) -> "Spec":
    make: Any = type(sys.__spec__)
    spec = make(name, loader, origin=path, is_package=is_package)
    if is_package:
        spec.submodule_search_locations = [os.path.dirname(path)]
    return spec


def _module(name: str, is_package: bool, path: str) -> "ModuleType":
    module = type(sys)(name)
    spec = _spec(name, is_package, path, None)
    module.__file__, module.__spec__ = path, spec
    module.__package__ = name if is_package else name.rpartition(".")[0]
    if is_package:
        module.__path__ = spec.submodule_search_locations
    return module


def _fresh(path: str, mtime: int, size: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return status.st_mtime_ns == mtime and status.st_size == size


def _read(what: str) -> "Any":
    """What is kept; None where there is nothing that can be trusted."""
    descriptor, kept = _opened(what)
    if descriptor >= 0:
        os.close(descriptor)
    return kept


def _opened(what: str) -> "tuple[int, Any]":
    """The descriptor of a file and what is kept there, -1 and None where it cannot be trusted: it must be this user's own."""
    descriptor = -1
    try:
        descriptor = os.open(_file(what), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        status = os.fstat(descriptor)
        if os.name != "posix" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022):
            size = int.from_bytes(os.read(descriptor, HEAD), "little")
            if size <= status.st_size - HEAD:
                form, origin, kept = marshal.loads(_part(descriptor, status.st_size - size, size))
                if form == FORMAT and origin == _origin():
                    return descriptor, kept
    except (OSError, ValueError, EOFError, TypeError):
        pass
    if descriptor >= 0:
        os.close(descriptor)
    return -1, None


def _part(descriptor: int, start: int, size: int) -> bytes:
    if hasattr(os, "pread"):  # processes that share the file may read it at the same time
        return os.pread(descriptor, size, start)
    os.lseek(descriptor, start, os.SEEK_SET)
    return os.read(descriptor, size)


def _leave(names: "dict[str, Any]", left: tuple[str, ...], starts: tuple[int, ...]) -> None:
    names.update(zip(left, map(Cold, starts)))  # noqa: B905 - they are of one length, and it takes time


class Cold(int):
    """A function, method or fact, of which only the place of its code is known, until it is first used.

    It is a number because numbers are made fastest.
    """

    made: "Any"

    def whole(self) -> "Any":
        """What it stands for, put in its place."""
        try:
            return self.made
        except AttributeError:
            pass
        size = int.from_bytes(_part(_descriptor, self, SIZE), "little")
        module, name, decorator, code, defaults, named = marshal.loads(_part(_descriptor, self + SIZE, size))
        space = sys.modules[module].__dict__
        function: Any = type(_part)
        made = function(code, space, name, defaults)
        made.__kwdefaults__ = named
        if decorator:
            make = space.get(decorator) or getattr(sys.modules["builtins"], decorator)
            made = make(made)
        elif space.get(name) is self:
            space[name] = made
        self.made = made
        return made

    def __call__(self, *given: "Any", **named: "Any") -> "Any":
        """Calls it."""
        return self.whole()(*given, **named)

    def __get__(self, node: "Any", owner: "Any") -> "Any":
        """Its value for an object; from now on the class has the real one."""
        real = self.whole()
        for one in owner.__mro__:
            for name, value in vars(one).items():
                if value is self:
                    setattr(one, name, real)
                    break
        return real.__get__(node, owner)

    def __reduce__(self) -> "Any":
        """Another process looks the function up."""
        return self.whole().__name__
