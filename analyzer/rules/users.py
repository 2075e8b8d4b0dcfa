"""Rules of a user: files, folders and packages beside the built-in ones."""

from __future__ import annotations

import os
from hashlib import sha256

from analyzer.rules import builtin, usercache
from analyzer.rules.files import rule_files
from analyzer.rules.package import PREFIX, rules_folder
from analyzer.rules.ruleset import Ruleset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def user_rules(sources: Iterable[str]) -> Ruleset:
    """The rules of files, folders and ``package:NAME``, compiled or from the cache; none has the id of a built-in rule.

    Raises analyzer.rules.errors.RuleErrors where any of them cannot be used.
    """
    paths = [located(source) for source in sources]
    key = _key(paths)
    compiled = usercache.load(key) if key else None
    if compiled is not None:
        try:
            return _named(Ruleset(*compiled), key)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            pass  # the digest fits, but these are no rules: compiled below
    from analyzer.rules.load import compile_rules

    fresh = compile_rules(paths, builtin.builtin_rules().by_id)
    if key:
        usercache.save(key, fresh)
    return _named(Ruleset(*fresh), key)


def _named(rules: Ruleset, key: str) -> Ruleset:
    rules.digest = key
    return rules


def located(source: str) -> str:
    """The path of a file, a folder or a package's rules. Raises RuleErrors where there is no such package."""
    return rules_folder(source[len(PREFIX) :]) if source.startswith(PREFIX) else source


def _key(paths: list[str]) -> str:
    """A digest of all that the compiled rules depend on; empty where a source cannot be read, which compiling will tell."""
    digest = sha256(repr((builtin.FORMAT, builtin.stamps())).encode("utf-8", "surrogateescape"))
    try:
        for path in paths:
            folder = os.path.isdir(path)
            names = rule_files(path) if folder else [os.path.basename(path)]
            digest.update(f"{folder} {len(names)}\n".encode())
            for name in names:
                with open(os.path.join(path, name) if folder else path, "rb") as stream:
                    content = stream.read()
                digest.update(f"{name!r} {len(content)}\n".encode("utf-8", "surrogateescape") + content)
    except OSError:
        return ""
    return digest.hexdigest()
