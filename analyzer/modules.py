"""The modules of a run, loaded at once from one file.

Finding, opening and checking 170 small files takes longer than checking a Dockerfile. So a run keeps the compiled code of the
modules it has used in one file in the user's cache folder, and the next one makes them from it, in the order in which they
were finished. Where anything does not fit - another interpreter, a module that has changed, a file that others can write -
they are imported as always.
"""

from __future__ import annotations

import marshal
import os
import sys

from analyzer.digest import sha256_hex
from analyzer.resources import cache_path, save_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType

    Kept = list[tuple[str, bool, str, int, int, CodeType]]

FORMAT = 1
ROOT = os.path.dirname(os.path.abspath(__file__))
MANY = 12  # modules that a run had to import beside those kept, after which all are kept anew
_loaded: set[str] = set()


def _name() -> str:
    place = sha256_hex(ROOT.encode("utf-8", "surrogateescape"))[:12]  # each installation has a file of its own
    return f"modules-{FORMAT}-{place}-{sys.implementation.cache_tag}-{sys.hexversion:x}"


def load() -> None:
    """Makes the kept modules that are not there yet."""
    kept = _read()
    if kept is None or not all(_fresh(path, mtime, size) for _, _, path, mtime, size, _ in kept):
        return
    made: dict[str, ModuleType] = {}
    for name, is_package, path, _, _, _ in kept:
        if name not in sys.modules:
            made[name] = sys.modules[name] = _module(name, is_package, path)
    try:
        for name, _, _, _, _, code in kept:
            if name in made:
                exec(code, made[name].__dict__)  # noqa: S102 - what an import does
                parent, _, leaf = name.rpartition(".")
                setattr(sys.modules[parent], leaf, made[name])
    except Exception:  # noqa: BLE001 - whatever it is, importing will tell
        for name in made:
            sys.modules.pop(name, None)
        return
    _loaded.update(name for name, *_ in kept)


def keep() -> None:
    """Keeps the modules of this run, where many of them were not kept. Called once, at the end of a run."""
    names = [name for name in sys.modules if name.startswith("analyzer.")]
    if len(_loaded.union(names)) - len(_loaded) < MANY:
        return
    kept = []
    for name in _in_order(names):
        module = sys.modules[name]
        path = getattr(module, "__file__", None)
        if path is None or name in _loaded:
            continue
        status = os.stat(path)
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True, optimize=2)  # no run asks for docstrings
        kept.append((name, hasattr(module, "__path__"), path, status.st_mtime_ns, status.st_size, code))
    old = [entry for entry in _read() or [] if entry[0] in _loaded]
    save_file(cache_path(_name()), marshal.dumps((FORMAT, ROOT, [*old, *kept])))


def _in_order(names: list[str]) -> list[str]:
    """The modules such that each comes behind those that it imports where it begins."""
    known = set(names)
    done: dict[str, None] = {}
    begun: set[str] = set()
    pending = [(name, False) for name in reversed(names)]
    while pending:
        name, finished = pending.pop()
        if finished:
            done[name] = None
        elif name not in begun:
            begun.add(name)
            needed = {name.rpartition(".")[0], *_imported(sys.modules[name].__file__ or "")} & known
            pending.append((name, True))
            pending += [(other, False) for other in sorted(needed - begun)]
    return list(done)


def _imported(path: str) -> set[str]:
    """What the statements of a file import when it is loaded, modules and names alike."""
    import ast

    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            found.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            found.update([statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)])
    return found


def _module(name: str, is_package: bool, path: str) -> ModuleType:
    module = type(sys)(name)
    spec = type(sys.__spec__)(name, None, origin=path, is_package=is_package)
    module.__file__, module.__spec__ = path, spec
    module.__package__ = name if is_package else name.rpartition(".")[0]
    if is_package:
        module.__path__ = spec.submodule_search_locations = [os.path.dirname(path)]
    return module


def _fresh(path: str, mtime: int, size: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return status.st_mtime_ns == mtime and status.st_size == size


def _read() -> Kept | None:
    """What is kept; None where there is nothing that can be trusted: the file must be this user's own."""
    try:
        with open(cache_path(_name()), "rb") as file:
            status = os.fstat(file.fileno())
            if os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
                return None
            form, root, kept = marshal.loads(file.read())
        return list(kept) if form == FORMAT and root == ROOT else None
    except (OSError, ValueError, EOFError, TypeError):
        return None
