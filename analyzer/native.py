"""Functions of the standard library that are written in C, without the modules around them.

`operator` takes longer to import than a short file to parse, and gives the same functions in the end.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bisect import bisect_left, bisect_right
    from operator import attrgetter, itemgetter
else:
    try:
        from _bisect import bisect_left, bisect_right
        from _operator import attrgetter, itemgetter
    except ImportError:  # an interpreter that is built another way
        from bisect import bisect_left, bisect_right
        from operator import attrgetter, itemgetter

__all__ = ["attrgetter", "bisect_left", "bisect_right", "itemgetter"]
