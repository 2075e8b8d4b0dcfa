"""RUN --mount and --device: the meaning of their fields (commands_runmount.go, commands_rundevice.go).

BuildKit reads a mount twice: at parse time only ``from`` is looked at; the rest when the stage is built, with variables
expanded. `check_mounts` does the second as well where no variable stands in the way.
"""

from __future__ import annotations

from analyzer.syntax.flags import FieldsError, read_options
from analyzer.syntax.goquote import go_quote
from analyzer.syntax.refusal import RefusedAtBuildError, RefusedError
from analyzer.syntax.suggest import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.grammar.driver import Parser
    from analyzer.syntax.nodes import Flag, Instruction, Option

TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
SHARING = ("locked", "private", "shared")
KEYS = (
    *("type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode"),
    *("uid", "gid", "src", "dst", "destination", "ro", "rw", "readwrite", "env"),
)
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_SIZE_UNITS = "kmgtp"


class Mount:
    """A mount as BuildKit understands it; numbers are None where not given, `size` is in bytes."""

    __slots__ = (
        "env",
        "from_name",
        "gid",
        "id",
        "mode",
        "readonly",
        "required",
        "sharing",
        "size",
        "source",
        "target",
        "type",
        "uid",
    )

    def __init__(self) -> None:
        self.type = "bind"
        self.from_name = self.source = self.target = self.id = self.sharing = ""
        self.readonly: bool | None = None
        self.required = False
        self.env: str | None = None
        self.mode: int | None = None
        self.uid: int | None = None
        self.gid: int | None = None
        self.size = 0


class Device:
    """A device request."""

    __slots__ = ("name", "required")

    def __init__(self) -> None:
        self.name = ""
        self.required = False


def check_mounts(node: Instruction, parser: Parser) -> None:
    """Raises RefusedError for the first --mount that BuildKit would not take."""
    mounts = [flag for flag in node.flags if flag.name.text == "mount" and flag.value is not None]
    for flag in mounts:
        for option in _fields(flag, parser, "mounts"):
            _check_from(option)
    for flag in mounts:
        if flag.value is not None and "$" not in flag.value.text:
            try:
                read_mount(_fields(flag, parser, "mounts"), lambda text: text)
            except RefusedError as refusal:
                raise RefusedAtBuildError(refusal.message, refusal.span, refusal.suggestion) from None


def check_devices(node: Instruction, parser: Parser) -> None:
    """Raises RefusedError for the first --device that BuildKit would not take."""
    for flag in node.flags:
        if flag.name.text == "device" and flag.value is not None:
            read_device(_fields(flag, parser, "devices"))


def _fields(flag: Flag, parser: Parser, what: str) -> list[Option]:
    assert flag.value is not None
    try:
        return flag.options if flag.options is not None else read_options(parser, flag.value)
    except FieldsError as error:
        raise RefusedError(f"failed to parse csv {what}: {error}", (flag.start, flag.end)) from None


def _check_from(option: Option) -> None:
    key = option.key.text.lower()
    if key == "from" and option.value is not None:
        at = option.value.text.find("$")
        if at >= 0 and at != len(option.value.text) - 1:
            message = f"'{key}' doesn't support variable expansion, define alias stage instead"
            raise RefusedError(message, (option.start, option.end))


def read_mount(options: list[Option], expand: Callable[[str], str]) -> Mount:
    """The mount its fields describe; `expand` gives a value with its variables replaced. Raises RefusedError."""
    mount = Mount()
    for option in options:
        key = option.key.text.lower()
        span = (option.start, option.end)
        if option.value is None:
            _read_bare(mount, key, option.key.text, span)
        elif key not in KEYS:
            field = f"{option.key.text}={option.value.text}"
            raise RefusedError(f"unexpected key '{key}' in '{field}'", span, suggest(key, KEYS, case_sensitive=True))
        else:
            _read_value(mount, key, expand(option.value.text), span)
    _check_together(mount, options)
    if mount.readonly is None:
        mount.readonly = mount.type not in ("cache", "tmpfs")
    return mount


def _read_bare(mount: Mount, key: str, field: str, span: tuple[int, int]) -> None:
    """A field without a value."""
    if key in ("readonly", "ro"):
        mount.readonly = True
    elif key in ("readwrite", "rw"):
        mount.readonly = False
    elif key == "required":
        _only_for(mount, key, ("secret", "ssh"), span)
        mount.required = True
    else:
        raise RefusedError(f"invalid field '{field}' must be a key=value pair", span)


def _read_value(mount: Mount, key: str, value: str, span: tuple[int, int]) -> None:
    if key == "type":
        mount.type = _one_of(value, TYPES, "mount type", span)
    elif key == "sharing":
        mount.sharing = _one_of(value, SHARING, "sharing value", span)
    elif key == "from":
        mount.from_name = value
    elif key in ("source", "src"):
        mount.source = value
    elif key in ("target", "dst", "destination"):
        mount.target = value
    elif key in ("readonly", "ro"):
        mount.readonly = _boolean(key, value, span)
    elif key in ("readwrite", "rw"):
        mount.readonly = not _boolean(key, value, span)
    elif key == "required":
        _only_for(mount, key, ("secret", "ssh"), span)
        mount.required = _boolean(key, value, span)
    elif key == "size":
        _only_for(mount, key, ("tmpfs",), span)
        mount.size = _bytes(key, value, span)
    elif key == "id":
        mount.id = value
    elif key == "env":
        mount.env = value
    else:
        setattr(mount, key, _unsigned(key, value, 8 if key == "mode" else 10, span))


def _only_for(mount: Mount, key: str, types: tuple[str, ...], span: tuple[int, int]) -> None:
    """Some keys go with the type seen so far: ``required`` before ``type=secret`` is an error."""
    if mount.type not in types:
        raise RefusedError(f"unexpected key '{key}' for mount type '{mount.type}'", span)


def _one_of(value: str, words: tuple[str, ...], what: str, span: tuple[int, int]) -> str:
    word = value.lower()
    if word not in words:
        raise RefusedError(f"unsupported {what} {go_quote(value)}", span, suggest(value, words, case_sensitive=True))
    return word


def _boolean(key: str, value: str, span: tuple[int, int]) -> bool:
    if value not in _TRUE and value not in _FALSE:
        raise RefusedError(f"invalid value for {key}: {value}", span)
    return value in _TRUE


def _unsigned(key: str, value: str, base: int, span: tuple[int, int]) -> int:
    try:
        if not value.isascii() or not value.isdigit():
            raise ValueError
        number = int(value, base)
        if number >= 2**32:
            raise ValueError
    except ValueError:
        raise RefusedError(f"invalid value {value} for {key}", span) from None
    return number


def _bytes(key: str, value: str, span: tuple[int, int]) -> int:
    """docker/go-units RAMInBytes: a number, then k, m, g, t or p (1024-based), b or ib may follow."""
    text = value.lower()
    for suffix in ("ib", "b"):
        if text.endswith(suffix) and (suffix == "b" or text[-3:-2] in _SIZE_UNITS):
            text = text.removesuffix(suffix)
            break
    unit = _SIZE_UNITS.find(text[-1:]) + 1 if text[-1:] else 0
    number = (text[:-1] if unit else text).removesuffix(" ")
    try:
        if not number or not set(number) <= set("0123456789.") or float(number) < 0:
            raise ValueError
        return int(float(number) * 1024**unit)
    except ValueError:
        raise RefusedError(f"invalid value for {key}: {value}", span) from None


def _check_together(mount: Mount, options: list[Option]) -> None:
    span = (options[0].start, options[-1].end)
    if mount.type not in ("secret", "ssh", "cache"):
        for key in ("mode", "uid", "gid"):
            if getattr(mount, key) is not None:
                raise RefusedError(f'{key} not allowed for "{mount.type}" type mounts', span)
    if mount.type == "secret":
        if mount.from_name:
            raise RefusedError("secret mount should not have a from", span)
        if mount.sharing:
            raise RefusedError("secret mount should not define sharing", span)
        if not (mount.source or mount.target or mount.id):
            raise RefusedError("invalid secret mount. one of source, target required", span)
        if mount.source and mount.id:
            raise RefusedError("both source and id can't be set", span)
    if mount.sharing and mount.type != "cache":
        raise RefusedError(f"invalid cache sharing set for {mount.type} mount", span)


def read_device(options: list[Option]) -> Device:
    """The device its fields describe. Raises RefusedError."""
    device = Device()
    for option in options:
        key, span = option.key.text.lower(), (option.start, option.end)
        field = option.key.text if option.value is None else f"{option.key.text}={option.value.text}"
        if option.value is None and key == "required":
            device.required = True
        elif option.value is not None and key == "name":
            if device.name:
                raise RefusedError(f"device name already set to {device.name}", span)
            device.name = option.value.text
        elif option.value is not None and key == "required":
            device.required = _boolean(key, option.value.text, span)
        elif not device.name:
            device.name = field
        elif option.value is None:
            raise RefusedError(f"invalid field '{field}' must be a key=value pair", span)
        else:
            raise RefusedError(
                f"unexpected key '{key}' in '{field}'", span, suggest(key, ("name", "required"), case_sensitive=True)
            )
    return device
