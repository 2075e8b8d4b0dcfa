"""What an image's configuration says (OCI image specification, config.md, and Docker's Healthcheck)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.facts.redact import redact
from analyzer.runtime.scan.model import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.runtime.image.model import Image, Layer

HIDDEN = "********"
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh", "cmd", "powershell", "pwsh"})
_FIRST_DAY = "2013-03-13"  # nobody built images of containers before Docker
_ADMIN_PORTS = {22: ("expose-ssh", "medium", "cis-docker/5.7"), 23: ("expose-admin-port", "low", "cis-docker/5.9")}
_PRIVILEGED = 1024
_LONGEST = 256 * 1024  # characters of a text that is searched for credentials


def issues_of(image: Image, today: str) -> list[Issue]:
    """What the configuration leaves to be wished for; `today` is a date (ISO)."""
    settings = image.config.get("config")
    settings = settings if isinstance(settings, dict) else {}
    return [
        *_user(settings), *_healthcheck(settings), *_ports(settings), *_environment(settings), *_labels(settings),
        *_commands(settings), *_created(image.config, today), *_history(image),
    ]  # fmt: skip


def without_secrets(value: Any, name: str = "") -> Any:
    """A configuration whose texts that hold credentials are hidden as a whole; so are those that are too long to tell."""
    if isinstance(value, str):
        if len(value) > _LONGEST:
            return HIDDEN
        if not _reveals(value, name):
            return value
        key, sign, _ = value.partition("=")
        return f"{key}={HIDDEN}" if sign and key.isidentifier() else HIDDEN
    if isinstance(value, dict):
        return {
            without_secrets(key): without_secrets(part, key if isinstance(part, str) else "") for key, part in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(part) for part in value]
    return value


def _reveals(text: str, name: str = "") -> bool:
    text = text[:_LONGEST]
    whole = f"{name}={text}" if name.replace(".", "_").replace("-", "_").isidentifier() else text
    return redact(whole) != whole


def _user(settings: dict[str, Any]) -> Iterator[Issue]:
    user = settings.get("User")
    name = str(user or "").partition(":")[0]
    if not name:
        yield Issue("final-user-missing", "high", "the image sets no user: its program runs as root", "cis-docker/4.1")
    elif name == "root" or (name.isdigit() and int(name) == 0):
        yield Issue("final-user-root", "high", f"the program of the image runs as root (user {name[:20]})", "cis-docker/4.1")


def _healthcheck(settings: dict[str, Any]) -> Iterator[Issue]:
    check = settings.get("Healthcheck")
    test = check.get("Test") if isinstance(check, dict) else None
    if not test or test == ["NONE"]:
        yield Issue("healthcheck-missing", "low", "the image has no health check", "cis-docker/4.6")


def _ports(settings: dict[str, Any]) -> Iterator[Issue]:
    exposed = settings.get("ExposedPorts")
    low = []
    for text in sorted(exposed) if isinstance(exposed, dict) else ():
        number = str(text).partition("/")[0]
        port = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else _PRIVILEGED
        if port in _ADMIN_PORTS:
            identity, severity, control = _ADMIN_PORTS[port]
            yield Issue(identity, severity, f"the image exposes port {port}", control, (str(port),))
        elif port < _PRIVILEGED:
            low.append(str(port))
    if low:
        message = f"the image exposes ports below {_PRIVILEGED}: {', '.join(low)}"
        yield Issue("expose-privileged-port", "low", message, "cis-docker/5.8", tuple(low))


def _environment(settings: dict[str, Any]) -> Iterator[Issue]:
    for text in _texts(settings.get("Env")):
        if _reveals(text):
            name = _shown(text.partition("=")[0])
            yield Issue("secret-in-env-name", "high", f"the environment holds a credential: {name}", "cis-docker/4.10", (name,))


def _labels(settings: dict[str, Any]) -> Iterator[Issue]:
    labels = settings.get("Labels")
    for name, value in sorted(labels.items()) if isinstance(labels, dict) else ():
        if isinstance(value, str) and (_reveals(value, name) or _reveals(name)):
            shown = _shown(name)
            yield Issue("secret-known-token", "critical", f"the label {shown} holds a credential", "cis-docker/4.10", (shown,))


def _commands(settings: dict[str, Any]) -> Iterator[Issue]:
    """A program behind a shell gets no signals; a credential in its arguments is in every list of processes."""
    for key in ("Entrypoint", "Cmd"):
        words = _texts(settings.get(key))
        shell = words[0].rpartition("/")[2].removesuffix(".exe").lower() if words else ""
        if len(words) > 2 and shell in _SHELLS and words[1].lower() in ("-c", "/c", "-command"):
            yield Issue("shell-form-cmd", "low", f"{key} starts the program by way of a shell", evidence=(key,))
    for key in ("Entrypoint", "Cmd", "OnBuild"):
        if _reveals(" ".join(_texts(settings.get(key)))):
            yield Issue("secret-in-cli-flag", "high", f"{key} holds a credential", "cis-docker/4.10", (key,))


def _created(config: dict[str, Any], today: str) -> Iterator[Issue]:
    created = config.get("created")
    date = created[:10] if isinstance(created, str) else ""
    if not date:
        yield Issue("image-date-missing", "low", "the image does not tell when it was built", "cis-docker/4.4")
    elif not _FIRST_DAY <= date <= today:
        message = f"the image says it was built on {date if date.isprintable() else '?'}: its age is not known"
        yield Issue("image-date-wrong", "low", message, "cis-docker/4.4")


def _history(image: Image) -> Iterator[Issue]:
    filled = iter(image.layers)
    history = image.config.get("history")
    layers = 0
    for number, step in enumerate(history if isinstance(history, list) else (), 1):
        if not isinstance(step, dict):
            continue
        layer = None if step.get("empty_layer") else next(filled, None)
        layers += layer is not None
        text = step.get("created_by")
        if not isinstance(text, str):
            continue
        yield from _step(text, number, layer, first=layers <= 1)


def _step(text: str, number: int, layer: Layer | None, *, first: bool) -> Iterator[Issue]:
    instruction = _instruction(text)
    place = (layer.diff_id, layer.line) if layer is not None else (None, None)
    shown = (f"step {number} of the history: {instruction}",)
    if _reveals(text):
        message = f"the history of the image holds a credential in step {number}, {instruction}"
        yield Issue("secret-in-history", "high", message, "cis-docker/4.10", shown, *place)
    if instruction == "ADD" and not first:  # the first layer of a base image is a root file system, which only ADD unpacks
        message = f"step {number} of the history is ADD"
        yield Issue("add-instead-of-copy", "low", message, "cis-docker/4.9", shown, *place)


def _instruction(text: str) -> str:
    """The instruction of a step, as the classic builder (``#(nop)``) or BuildKit writes it."""
    behind = text.partition("#(nop)")[2] or text
    word = behind.split(maxsplit=1)[0] if behind.split() else ""
    return word if word.isascii() and word.isalpha() and word.isupper() and len(word) < 12 else "RUN"


def _shown(name: str) -> str:
    """A name, unless a credential stands where a name should."""
    return HIDDEN if _reveals(name) or len(name) > 200 else name


def _texts(value: object) -> Sequence[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else ()
