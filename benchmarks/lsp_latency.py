"""How long an editor waits: language servers side by side on files of 10, 100 and 1,000 instructions.

    python benchmarks/lsp_latency.py [--edits N] [--sizes 10,100] \
        --server "ours=buildsecbot lsp" \
        --server "docker-langserver=docker-langserver --stdio" --server "tally=tally lsp --stdio"

Each server is started and spoken to over its standard input and output, as an editor would, with push diagnostics. Times are
in milliseconds. An edit puts a character into the middle of the file; its time is the one until diagnostics of its version
come. Ours is told not to wait after an edit (the setting `debounce`); servers that wait for a pause do so within their figure.
A server that sends no diagnostics for a version is given up after a while and marked with a dash. `processor` is the
processor time of an edit, which holds on a machine that others use. It reads ``/proc``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import queue
import shlex
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

WAIT = 20.0
LINES = (
    "RUN apt-get update && apt-get install -y --no-install-recommends curl={0} ca-certificates && rm -rf /var/lib/apt/lists/*",
    "ENV A{0}=b{0}",
    "COPY src/{0} /app/{0}/",
    "RUN curl -fsSL https://downloads.example.com/{0}.tar.gz | tar -xz -C /opt/{0}",
    "WORKDIR /app/{0}",
    "RUN cd /tmp && make -j{0} && sudo make install",
    'LABEL a{0}="x"',
    "ARG V{0}=1",
    "# step {0}\nUSER app",
)


def dockerfile(size: int) -> str:
    """A file of so many instructions, in stages of thirty at most."""
    lines = []
    for number in range(size):
        if number % 30 == 0:
            lines.append(f"FROM debian:12-slim AS stage{number // 30}")
        else:
            lines.append(LINES[number % len(LINES)].format(number))
    return "\n".join(lines) + "\n"


class Client:
    """Speaks with a server."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.number = 0
        self.versioned = True
        self.whole = False  # it takes the whole text with each edit
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream: Any = self.process.stdout  # it is not buffered
        buffered = io.BufferedReader(stream)
        while True:
            length = 0
            while (line := buffered.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            message = json.loads(buffered.read(length))
            if "method" in message and "id" in message:  # what it asks of the client
                asked = message.get("params") or {}
                result = [None] * len(asked.get("items", ())) if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": result})
            else:
                self.messages.put(message)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self.process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.messages.get(timeout=WAIT)
            if message.get("id") == self.number:
                return message.get("result")

    def published(self, uri: str, version: int, wait: float = WAIT) -> float | None:
        """When the diagnostics of a version came, or any where the server names none; None where none came."""
        while True:
            try:
                message = self.messages.get(timeout=wait)
            except queue.Empty:
                return None
            params = message.get("params") or {}
            if message.get("method") == "textDocument/publishDiagnostics" and params.get("uri") == uri:
                self.versioned = params.get("version") is not None
                if not self.versioned or params["version"] == version:
                    return time.perf_counter()

    def settle(self, uri: str) -> None:
        """Waits until a server that names no version has nothing more to say of the last one."""
        time.sleep(0.02)
        while not self.versioned and self.published(uri, 0, 0.8) is not None:
            pass

    def processes(self) -> list[int]:
        """The server and what it has started."""
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as children:
                found += map(int, children.read().split())
        return found

    def processor(self) -> float:
        """Seconds of processor time so far."""
        ticks = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/stat") as stat:
                ticks += sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident memory in MiB."""
        pages = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/statm") as statm:
                pages += int(statm.read().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def end(self) -> None:
        self.ask("shutdown", None)
        self.notify("exit", None)
        self.process.wait(WAIT)


def begin(command: list[str]) -> tuple[Client, float]:
    """A server that is ready, and how long that took."""
    started = time.perf_counter()
    client = Client(command)
    text = {
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "hover": {"contentFormat": ["markdown"]},
        "semanticTokens": {
            "requests": {"full": True},
            "formats": ["relative"],
            "tokenTypes": [
                "keyword",
                "string",
                "variable",
                "comment",
                "property",
                "parameter",
                "operator",
                "macro",
                "namespace",
            ],
            "tokenModifiers": ["declaration", "definition"],
        },
    }
    capabilities = {"textDocument": text, "workspace": {"configuration": False}, "general": {"positionEncodings": ["utf-16"]}}
    able = client.ask(
        "initialize",
        {"processId": None, "rootUri": None, "capabilities": capabilities, "initializationOptions": {"debounce": 0}},
    )
    sync = able["capabilities"].get("textDocumentSync", 1)
    client.whole = (sync.get("change") if isinstance(sync, dict) else sync) == 1
    took = time.perf_counter() - started
    client.notify("initialized", {})
    return client, took


def timed(client: Client, method: str, params: Any, rounds: int = 11) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        client.ask(method, params)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measure(command: list[str], size: int, edits: int) -> dict[str, float | None]:
    client, start = begin(command)
    uri, text = f"file:///tmp/bench-{size}/Dockerfile", dockerfile(size)
    time.sleep(0.5)  # an editor that has just started is not typed into
    begun = time.perf_counter()
    client.notify(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "dockerfile", "version": 1, "text": text}}
    )
    found: dict[str, float | None] = {"start": start}
    ended = client.published(uri, 1)
    found["open"] = ended - begun if ended else None
    client.settle(uri)
    used = client.processor()
    line = text.count("\n") // 2
    lines = text.split("\n")
    while not lines[line].startswith(("RUN", "ENV", "LABEL")):
        line += 1
    times: list[float] = []
    for number in range(edits):
        place = {"line": line, "character": len(lines[line])}
        begun = time.perf_counter()
        lines[line] += "x"
        change = {"text": "\n".join(lines)} if client.whole else {"range": {"start": place, "end": place}, "text": "x"}
        client.notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [change]}
        )
        ended = client.published(uri, number + 2)
        if ended is None:
            break
        times.append(ended - begun)
        client.settle(uri)
    times.sort()
    found["edit p50"] = statistics.median(times) if times else None
    found["edit p95"] = times[min(len(times) - 1, round(0.95 * len(times)))] if times else None
    found["processor"] = (client.processor() - used) / edits
    document = {"textDocument": {"uri": uri}}
    found["hover"] = timed(client, "textDocument/hover", {**document, "position": {"line": line, "character": 1}})
    found["tokens"] = timed(client, "textDocument/semanticTokens/full", document)
    found["MiB"] = client.memory() / 1000
    client.end()
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", action="append", required=True, metavar="NAME=COMMAND")
    parser.add_argument("--edits", type=int, default=60)
    parser.add_argument("--sizes", default="10,100,1000")
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        print(f"{size} instructions")
        for server in options.server:
            name, _, command = server.partition("=")
            found = measure(shlex.split(command), size, options.edits)
            print(f"  {name:18}", *(f"{key} {'-' if it is None else format(1000 * it, '.1f'):>7}" for key, it in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
