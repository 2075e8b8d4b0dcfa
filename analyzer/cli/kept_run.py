"""A run that was done: what it depended on, and what it wrote.

Where nothing of that has changed, its reports are written again and nothing is judged. What is compared is the content of
every file, and the answer to every question that was asked of configurations, the files that were not there among them; the
files of folders are looked for anew. The command line, the working directory, the day, the program and all else that steers
what is written make the name under which a run is kept.

No more than this module is loaded for a run that was done before, so it imports next to nothing.
"""

from __future__ import annotations

import os
import stat
import sys

from analyzer.cli.main import may_be_many
from analyzer.digest import new_sha256, sha256_hex
from analyzer.jsoncache import JsonCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.config.observed import Observation
    from analyzer.lint.discovery import Target

RUNS = JsonCache("runs", "buildsecbot runs 1", most=24, ending=".run")
LARGEST = 16_000_000  # bytes of all reports of a run that is kept
VARIABLES = ("GITHUB_ACTIONS", "NO_COLOR", "TERM")
"""The environment variables that steer how reports are written."""


class KeptRun:
    """What a run was about and what came of it.

    `operands` are the paths that are to be searched again, none where all are files; `found` is the digest of what a search
    found. `files` are those that were judged, `content` is the digest of what they held, `seen` what was asked of
    configurations. `reports` are file names, empty for standard output, with what went there; `code` is the exit code.
    """

    __slots__ = ("code", "content", "files", "found", "operands", "reports", "seen")

    def __init__(
        self,
        operands: list[str],
        found: str,
        files: list[str],
        content: str,
        seen: list[Observation],
        reports: list[tuple[str, bytes]],
        code: int,
    ) -> None:
        self.operands = operands
        self.found = found
        self.files = files
        self.content = content
        self.seen = seen
        self.reports = reports
        self.code = code

    def write(self) -> int:
        """Writes the reports again and returns the exit code. Raises OSError."""
        from analyzer.cli.output import put

        for path, data in self.reports:
            put(path, data)
        return self.code

    def to_bytes(self) -> bytes:
        """The run as bytes: the length of its texts, the texts with NUL between them, and the reports. Raises ValueError."""
        seen = [text for each in self.seen for text in each]
        reports = [text for path, data in self.reports for text in (path, str(len(data)))]
        lists = (self.operands, self.files, seen, reports)
        words = [str(self.code), self.found, self.content]
        for texts in lists:
            words += (str(len(texts)), *texts)
        head = "\0".join(words).encode("utf-8", "surrogateescape")
        return b"\n".join((b"%d" % len(head), head + b"".join(data for _, data in self.reports)))

    @classmethod
    def from_bytes(cls, data: bytes) -> KeptRun:
        """The run of these bytes. Raises ValueError where they are none."""
        length, _, rest = data.partition(b"\n")
        size = int(length)
        words = iter(rest[:size].decode("utf-8", "surrogateescape").split("\0"))
        code, found, content = int(_next(words)), _next(words), _next(words)
        operands, files, texts, sizes = (_list(words) for _ in range(4))
        if len(texts) % 4 or len(sizes) % 2 or code not in (0, 1):
            raise ValueError("no run")
        seen = [(texts[at], texts[at + 1], texts[at + 2], texts[at + 3]) for at in range(0, len(texts), 4)]
        reports = []
        for path, length_ in zip(sizes[::2], map(int, sizes[1::2]), strict=True):
            reports.append((path, rest[size : size + length_]))
            size += length_
        if size != len(rest):
            raise ValueError("a report is cut short")
        return cls(operands, found, files, content, seen, reports, code)


def _next(words: Iterator[str]) -> str:
    word = next(words, None)
    if word is None:
        raise ValueError("no run")
    return word


def _list(words: Iterator[str]) -> list[str]:
    return [_next(words) for _ in range(int(_next(words)))]


def key_of(words: list[str]) -> str:
    """The name of a run with that command line, as it would be done here and now. Raises OSError."""
    from analyzer.facts.day import today
    from analyzer.lint.program import program

    to_terminal = sys.stdout is not None and sys.stdout.isatty()
    variables = [os.environ.get(name) for name in VARIABLES]
    parts = (words, os.getcwd(), program(), sys.hexversion, today(), to_terminal, variables)
    return sha256_hex(repr(parts).encode("utf-8", "surrogateescape"))


def same_run(words: list[str]) -> KeptRun | None:
    """The kept run of the words behind ``check``, where it would come to the same; None where it may not."""
    if "--no-cache" in words or "-" in words:
        return None
    if not may_be_many(words) and any(map(os.path.lexists, words)):  # a few files and values of options
        return None
    try:
        data = RUNS.load_bytes(key_of(words))
        run = KeptRun.from_bytes(data) if data is not None else None
        if run is None or not _same_files(run) or content_of(run.files) != run.content:
            return None
    except (OSError, ValueError, MemoryError):
        return None
    return run


def _same_files(run: KeptRun) -> bool:
    """Configurations say the same, and a search finds the same files."""
    if run.seen:
        from analyzer.config.observed import still_so

        if not still_so(run.seen):
            return False
    if not run.operands:
        return True
    from analyzer.lint.discovery import discover

    return found_in(discover(run.operands)) == run.found


def found_in(targets: list[Target]) -> str:
    """The digest of what a search found; empty where that is more than plain Dockerfiles."""
    if any(target.error or target.describes_builds or target.builds or target.inline for target in targets):
        return ""
    return sha256_hex("\0".join(f"{target.named} {target.path}" for target in targets).encode("utf-8", "surrogateescape"))


def content_of(paths: Iterable[str]) -> str:
    """The digest of what files hold. Raises OSError, also for what is no regular file."""
    return digest_of((path, _read(path)) for path in paths)


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """The digest of files, paths and content."""
    digest = new_sha256()
    for path, content in files:
        name = path.encode("utf-8", "surrogateescape")
        digest.update(b"%d %d %s" % (len(name), len(content), name))
        digest.update(content)
    return digest.hexdigest()


def _read(path: str) -> bytes:
    """The content of a regular file, in as few calls as can be; a pipe is not waited for."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no regular file")
        parts = [os.read(file, status.st_size + 1)]
        if len(parts[0]) != status.st_size:  # it grows, or its size is not known
            while parts[-1]:
                parts.append(os.read(file, 1 << 20))
        return b"".join(parts)
    finally:
        os.close(file)
