"""File modes without some of their bits."""

from __future__ import annotations

from analyzer.facts.modes import OTHERS_WRITE, SETGID, SETUID, mode_bits
from analyzer.fixes.commands import delete_command
from analyzer.fixes.edit import Edit, Unfit
from analyzer.fixes.flags import set_flag
from analyzer.fixes.site import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command
    from analyzer.facts.instructions import Instruction
    from analyzer.shell.word import Word

WRITE, SET = "write", "setuid"
_UNWANTED = {WRITE: OTHERS_WRITE, SET: SETUID | SETGID}
_CLEARED = {WRITE: 0o022, SET: SETUID | SETGID}
_MODE_OPTIONS = frozenset({"-m", "--mode"})


def restrict_mode(at: Instruction | Command, bits: str) -> list[Edit]:
    """A mode without its ``write`` bits for group and others, or without ``setuid`` and setgid.

    `at` is a COPY or ADD with ``--chmod``, or a command that gives a mode. A chmod that sets nothing else goes.
    """
    if bits not in _UNWANTED:
        raise Unfit("there are no such bits")
    if at.sort == "instruction":
        mode = at.chmod  # type: ignore[union-attr]
        if not isinstance(mode, str) or at.syntax.flag("chmod") is None:  # type: ignore[union-attr]
            raise Unfit("it gives no mode")
        return set_flag(at, "chmod", _kept(mode, bits))  # type: ignore[arg-type]
    return _command(at, bits)  # type: ignore[arg-type]


def _command(at: Command, bits: str) -> list[Edit]:
    if at.name == "chmod":
        if not at.invocation.operands or at.modes != at.operands[:1]:
            raise Unfit("its mode cannot be told")
        word = at.invocation.operands[0]
        mode = _value(word)
        kept = _restricted(mode, bits)
        if kept is None:
            return delete_command(at)
        return [Site(at.body, at).replace_word(word, kept)]
    words = [(one, one.value_word) for one in at.invocation.options if one.name in _MODE_OPTIONS]
    if len(words) != 1 or words[0][1] is None:
        raise Unfit("its mode cannot be told")
    option, given = words[0]
    value = option.value
    if value is None or given is None:
        raise Unfit("its mode cannot be told")
    kept = _kept(value, bits)
    if given is not option.word:
        return [Site(at.body, at).replace_word(given, kept)]
    text = _value(given)
    if not text.endswith(value):
        raise Unfit("its mode cannot be told")
    return [Site(at.body, at).replace_word(given, text[: len(text) - len(value)] + kept)]


def _value(word: Word) -> str:
    if word.value is None:
        raise Unfit("its mode cannot be told")
    return word.value


def _kept(mode: str, bits: str) -> str:
    kept = _restricted(mode, bits)
    if kept is None:
        raise Unfit("nothing would be left of the mode")
    return kept


def _restricted(mode: str, bits: str) -> str | None:
    """The mode without the bits; None where it sets nothing else. Raises Unfit."""
    if mode.isascii() and mode.isdigit():
        cleared = int(mode, 8) & ~_CLEARED[bits] if not set(mode) & set("89") else None
        if cleared is None:
            raise Unfit("the mode cannot be read")
        kept = f"{cleared:03o}".zfill(min(len(mode), 4) if mode[0] == "0" or cleared > 0o777 else 3)
    else:
        clauses = [new for clause in mode.split(",") for new in _clauses(clause, bits)]
        if not clauses:
            return None
        kept = ",".join(clauses)
    if mode_bits(kept) & _UNWANTED[bits] or kept == mode:
        raise Unfit("the mode cannot be written without these bits")
    return kept


def _clauses(clause: str, bits: str) -> list[str]:
    """What a symbolic clause becomes: none, one or two of them."""
    sign = next((letter for letter in clause if letter in "+-="), "")
    who, _, given = clause.partition(sign) if sign else (clause, "", "")
    if not sign or any(letter in "+-=" for letter in given):
        raise Unfit("the mode cannot be read")
    if sign == "-":
        return [clause]
    gone = "s" if bits == SET else "w"
    if gone not in given or (bits == WRITE and not set(who) & set("oa") and who):
        return [clause]
    rest = given.replace(gone, "")
    kept = [f"{who}{sign}{rest}"] if rest or sign == "=" else []
    if bits == WRITE:
        owners = "u" if "a" in who or not who else "".join(letter for letter in who if letter in "ug")
        if owners:
            kept.append(f"{owners}+w")
    return kept
