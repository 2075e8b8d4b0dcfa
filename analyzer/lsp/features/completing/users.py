"""Users and groups: those that the file creates, those of the base image, root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.unknown import Unknown
from analyzer.lsp.features.completing.proposing import propose
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.facts.commands import Command
    from analyzer.lsp.data import Completion
    from analyzer.lsp.features.completing.place import Place

_USER = Lazy(r"[A-Za-z0-9_.-]*")
_PAIR = Lazy(r"[A-Za-z0-9_.:-]*")
_ACCOUNT = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OF_IMAGES = {
    "node": "node",
    "nginx": "nginx",
    "nginxinc/nginx-unprivileged": "nginx",
    "postgres": "postgres",
    "redis": "redis",
    "valkey": "valkey",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mongo": "mongodb",
    "memcached": "memcache",
    "httpd": "www-data",
    "php": "www-data",
    "wordpress": "www-data",
    "haproxy": "haproxy",
    "rabbitmq": "rabbitmq",
    "elasticsearch": "elasticsearch",
    "logstash": "logstash",
    "kibana": "kibana",
    "jenkins/jenkins": "jenkins",
    "gradle": "gradle",
    "oven/bun": "bun",
    "denoland/deno": "deno",
    "ghost": "node",
    "ubuntu": "ubuntu",
}
"""The user that an image brings for what it runs, where its containers do not start as that one."""
_MICROSOFT = "mcr.microsoft.com/dotnet/"


def owners(place: Place, at: int) -> Iterator[Completion]:
    """Users from `at` on, and behind a colon groups."""
    user, colon, _ = place.text[at:].partition(":")
    if colon:
        yield from _groups(place, at + len(user) + 1)
        return
    for name, detail in users(place).items():
        rank = 1 if detail.startswith("created") else 2 if detail.startswith("of the") else 3
        yield from propose(place, at, name, "constant", detail=detail, rank=rank, following=_USER)
        if rank < 3 and place.keyword != "USER" and not name.startswith("$"):
            pair = f"{name}:{name}"
            yield from propose(place, at, pair, "constant", detail=detail, rank=rank, following=_PAIR)


def users(place: Place) -> dict[str, str]:
    """The users that are known at a place, with where they come from."""
    found: dict[str, str] = {}
    for command in _commands(place):
        if command.name in ("useradd", "adduser") and command.operands:
            name = command.operands[0] if command.name == "adduser" else command.operands[-1]
            if _ACCOUNT.fullmatch(name):
                found[name] = f"created in line {place.snapshot.source.line(command.start)}"
                if command.account_id:
                    found[command.account_id] = f"created in line {place.snapshot.source.line(command.start)}: {name}"
    for name in _of_base(place):
        found.setdefault(name, "of the base image")
    if place.stage is not None and place.stage.windows:
        return found
    return {**found, "root": "0", **({} if "nobody" in found else {"nobody": "65534 in most images"})}


def _groups(place: Place, at: int) -> Iterator[Completion]:
    found: dict[str, str] = {}
    for command in _commands(place):
        if command.name in ("groupadd", "addgroup", "useradd", "adduser") and command.operands:
            for name in command.operands if command.name == "adduser" else command.operands[-1:]:
                if _ACCOUNT.fullmatch(name):
                    found.setdefault(name, f"created in line {place.snapshot.source.line(command.start)}")
    for name in _of_base(place):
        found.setdefault(name, "of the base image")
    for name, detail in {**found, "root": "0"}.items():
        rank = 1 if detail.startswith("created") else 2
        yield from propose(place, at, name, "constant", detail=detail, rank=rank, following=_USER)


def _commands(place: Place) -> Iterator[Command]:
    """The commands of its stage, and of those it starts from, above the cursor."""
    stage = place.stage
    for ancestor in stage.lineage() if stage is not None else ():
        for step in ancestor.instructions:
            if step.start < place.offset and step.kind == "RUN" and not isinstance(step.commands, Unknown):
                yield from step.commands


def _of_base(place: Place) -> list[str]:
    image = place.stage.root_image if place.stage is not None else None
    if image is None:
        return []
    found = [image.default_user] if isinstance(image.default_user, str) else []
    name = image.familiar_name
    if isinstance(name, str):
        found += [_OF_IMAGES[name]] if name in _OF_IMAGES else []
        found += ["app", "$APP_UID"] if name.startswith(_MICROSOFT) else []
    if place.stage is not None and place.stage.windows:
        found += ["ContainerUser", "ContainerAdministrator"]
    return [name for name in dict.fromkeys(found) if name and name != "root"]
