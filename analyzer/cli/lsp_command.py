"""``buildsecbot lsp``."""

from __future__ import annotations

from analyzer.cli.options import Command, Option, UsageError, read_arguments
from analyzer.cli.output import write

COMMAND = Command(
    "lsp",
    "",
    "Serves an editor over the Language Server Protocol, on standard input and output.",
    (
        Option("stdio", "", "speak on standard input and output, as without any option"),
        Option("tcp", "[HOST:]PORT", "listen there, for one client"),
        Option("log-file", "FILE", "write what goes wrong to a file; else it goes to standard error"),
    ),
    """
buildsecbot lsp
buildsecbot lsp --tcp 127.0.0.1:4389
""",
    "It takes the extra `lsp`: pip install 'buildsecbot[lsp]'. docs/editors tells how editors are set up.\n"
    "It ends when the client says so or has gone: with 0 after a request to shut down, else with 1.\n",
)


def main(words: list[str]) -> int:
    """Runs ``lsp`` on the words behind it; returns when the client has gone. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND))
        return 0
    if arguments.operands:
        raise UsageError(f"lsp takes no file: {arguments.operands[0]}", "the editor says which files there are")
    place = _place(arguments.one("tcp")) if arguments.has("tcp") else None
    _log_to(arguments.one("log-file"))
    try:
        from analyzer.lsp.server import make_server
    except ModuleNotFoundError as error:
        raise UsageError(f"the Python package {error.name} is missing", "python -m pip install 'buildsecbot[lsp]'") from None
    server = make_server()
    if place is None:
        import sys

        client, sys.stdout = sys.stdout.buffer, sys.stderr  # nothing else gets between the messages
        server.start_io(stdout=client)
    else:
        server.start_tcp(*place)
    return 0 if server.was_shut_down else 1


def _place(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536 or (colon and not host):
        raise UsageError(f"--tcp {text} is no place to listen at", "write --tcp 4389, or --tcp 127.0.0.1:4389")
    return host or "127.0.0.1", int(port)


def _log_to(path: str) -> None:
    """What goes wrong is told on standard error, a line each, or in full in a file: standard output is the client's."""
    import logging
    import sys

    class Brief(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            said = record.getMessage().partition("\n")[0]
            error = record.exc_info[1] if record.exc_info else None
            return f"buildsecbot: {said}" + (f": {type(error).__name__}: {error}".partition("\n")[0] if error else "")

    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s") if path else Brief())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("pygls").setLevel(logging.ERROR)  # it warns of what clients may do, such as cancelling what is done
