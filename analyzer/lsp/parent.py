"""Whether the editor that started the server still runs."""

from __future__ import annotations

import os
import sys


def runs(pid: int) -> bool:
    """There is a process of that number, as far as this one may know."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _runs_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


def _runs_on_windows(pid: int) -> bool:  # pragma: no cover - a signal 0 would end it there
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == 0x102)  # WAIT_TIMEOUT: it has not ended
    finally:
        kernel.CloseHandle(handle)
