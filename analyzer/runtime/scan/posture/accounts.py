"""The users and groups of an image (passwd(5), group(5), shadow(5))."""

from __future__ import annotations

from analyzer.runtime.scan.model import Account

FILES = {"etc/passwd": "user", "etc/group": "group"}
SHADOW = "etc/shadow"
MOST = 4 * 1024 * 1024  # bytes of such a file
_MOST_ACCOUNTS = 50_000


def parse_accounts(data: bytes, kind: str) -> tuple[list[Account], list[str], str]:
    """The accounts in a file, the names of those that need no password, and what is wrong with it (empty if nothing is)."""
    found: list[Account] = []
    open_ones: list[str] = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        fields = line.strip("\r").split(":")
        if not line.strip() or line[0] in "#+-":
            continue  # + and - stand for other sources (nsswitch.conf(5))
        if len(fields) < 3 or not fields[0].isprintable() or not (fields[2].isascii() and fields[2].isdigit()):
            return found, open_ones, f"line {number} is no account"
        if len(fields[2]) > 10 or len(found) == _MOST_ACCOUNTS:
            return found, open_ones, f"line {number} is beyond all limits"
        found.append(Account(kind, fields[0], int(fields[2])))
        if kind == "user" and not fields[1]:
            open_ones.append(fields[0])
    return found, open_ones, ""


def without_password(data: bytes) -> list[str]:
    """The users that a shadow file lets in without a password."""
    lines = (line.split(":") for line in data.decode("utf-8", "replace").split("\n") if line.count(":") >= 2)
    return [fields[0] for fields in lines if not fields[1] and fields[0].isprintable()]
