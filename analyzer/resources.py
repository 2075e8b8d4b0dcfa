"""Where the grammars, the rules and what was built from them lie.

An installed wheel carries them inside the package, under ``_data``. In a checkout the grammars and rules are the top-level
folders, and the built files are kept under ``_data`` (ignored by git).
"""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_DATA = os.path.join(_PACKAGE, "_data")


def _source(name: str) -> str:
    packaged = os.path.join(_DATA, name)
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(_PACKAGE), name)


def is_packaged() -> bool:
    """The program is an installed package: its files do not change, and what was built from them lies beside them."""
    return os.path.isdir(os.path.join(_DATA, "rules"))


def grammar_path(name: str) -> str:
    """The path of ``grammars/NAME.lark``."""
    return os.path.join(_source("grammars"), name + ".lark")


def rules_path() -> str:
    """The folder of the built-in rules."""
    return _source("rules")


def built_path(name: str) -> str:
    """The path of a file made from the grammars or rules; it need not exist."""
    return os.path.join(_DATA, "built", name)


def read_bytes(path: str) -> bytes:
    """The content of a file. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        return file.readall()


def cache_path(name: str) -> str:
    """The path of a file in the user's cache folder; neither need exist. XDG_CACHE_HOME and LOCALAPPDATA are honoured."""
    folder = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return os.path.join(folder, "buildsecbot", name)


def save_built(name: str, data: bytes) -> None:
    """Keep a built file for the next run."""
    save_file(built_path(name), data)


def save_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all, in place of what was there; a folder that cannot be written is left alone."""
    scratch = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(scratch, "wb") as file:
            file.write(data)
        os.replace(scratch, path)
    except OSError:
        return
