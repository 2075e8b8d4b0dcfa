"""Many scripts to few processes.

Scripts that read the same are judged once, and not at all where the cache knows what ShellCheck says of them. The others are
collected and given to a process many at a time; as many processes run at once as there are processors.
"""

from __future__ import annotations

import os
from hashlib import sha256

from analyzer.interrupts import UNDO
from analyzer.jsoncache import JsonCache
from analyzer.providers.shellcheck.codes import never_reported
from analyzer.providers.shellcheck.comment import comments_of
from analyzer.providers.shellcheck.errors import ScriptError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from analyzer.providers.shellcheck.comment import Comment
    from analyzer.providers.shellcheck.program import Program

    Answer = list[Comment] | ScriptError

CACHE = JsonCache("shellcheck", "buildsecbot shellcheck 1", most=20_000)
MOST = 64  # scripts of a process: enough that starting it costs little, few enough that no processor idles long at the end
MOST_CHARACTERS = 100_000


class Batch:
    """The scripts of a run, by key. Without `cache` nothing is kept from run to run."""

    __slots__ = ("_answers", "_cache", "_exclude", "_has_kept", "_next", "_pool", "_processors", "_program", "_size", "_where")

    def __init__(self, program: Program, cache: JsonCache | None = CACHE) -> None:
        self._program = program.fresh()
        UNDO.append(self._program.abandon)
        self._cache = cache
        self._exclude = never_reported()
        self._processors = _processors()
        self._pool: ThreadPoolExecutor | None = None
        self._next: dict[str, str] = {}  # key -> text, not yet with a process
        self._size = 0
        self._where: dict[str, Future[dict[str, Answer]]] = {}  # key -> the process that judges it
        self._answers: dict[str, Answer] = {}
        self._has_kept = False

    def add(self, text: str) -> str:
        """Takes a script in; the key to ask for its answer with."""
        key = sha256(f"{self._program.version}\0{self._exclude}\0{text}".encode()).hexdigest()
        if key in self._answers or key in self._where or key in self._next:
            return key
        kept = comments_of(self._cache.load(key)) if self._cache is not None else None
        if kept is not None:
            self._answers[key] = kept
            return key
        self._next[key] = text
        self._size += len(text)
        if len(self._next) >= MOST or self._size >= MOST_CHARACTERS:
            self._start(list(self._next))
        return key

    def answer(self, key: str) -> list[Comment]:
        """What ShellCheck says of a script that was added. Raises ScriptError where it failed on it."""
        if key in self._next:
            waiting = list(self._next)
            for first in range(min(self._processors, len(waiting))):
                self._start(waiting[first :: self._processors])
        if key in self._where:
            answers = self._where[key].result()
            for judged in answers:
                del self._where[judged]
            self._answers.update(answers)
            self._keep(answers)
        answer = self._answers[key]
        if isinstance(answer, ScriptError):
            raise answer
        return answer

    def close(self) -> None:
        """Ends the processes, those too whose answers nobody has asked for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._program.stop()
            self._pool.shutdown()
        if self._program.abandon in UNDO:
            UNDO.remove(self._program.abandon)
        if self._cache is not None and self._has_kept:
            self._cache.save_all({})
            self._has_kept = False

    def _keep(self, answers: dict[str, Answer]) -> None:
        """Keeps answers for later runs, while other processes still work; what is too old is forgotten at the end."""
        if self._cache is not None:
            good = {key: answer for key, answer in answers.items() if not isinstance(answer, ScriptError)}
            self._cache.save_all(good, forget=False)
            self._has_kept = True

    def _start(self, keys: list[str]) -> None:
        texts = {key: self._next.pop(key) for key in keys}
        self._size = sum(len(text) for text in self._next.values())
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(self._processors)
        future = self._pool.submit(_judge, self._program, texts, self._exclude)
        self._where.update(dict.fromkeys(keys, future))


def _judge(program: Program, texts: dict[str, str], exclude: tuple[int, ...]) -> dict[str, Answer]:
    """The answers by key. Where ShellCheck fails on the scripts together, each gets a process of its own."""
    try:
        return dict(zip(texts, program.comments(list(texts.values()), exclude), strict=True))
    except ScriptError as error:
        if len(texts) == 1:
            return dict.fromkeys(texts, error)
    answers: dict[str, Answer] = {}
    for key, text in texts.items():
        answers.update(_judge(program, {key: text}, exclude))
    return answers


def _processors() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
