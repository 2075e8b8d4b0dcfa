"""Edits of flags, image references and stage names."""

from __future__ import annotations

from typing import Any

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("RUN a\n", "RUN", "add-flag", {"flag": "--network=none"}, "RUN --network=none a\n"),
    ("RUN --network=host a\n", "RUN", "add-flag", {"flag": "--network=none"}, None),
    ("RUN a\n", "RUN", "add-flag", {"flag": "network"}, None),
    ("RUN \\\n  a\n", "RUN", "add-flag", {"flag": "--network=none"}, "RUN --network=none \\\n  a\n"),
    ("ONBUILD COPY a b\n", "COPY", "add-flag", {"flag": "--link"}, "ONBUILD COPY --link a b\n"),
    ("# syntax=docker/dockerfile:1.2\nFROM a\nCOPY a b\n", "COPY", "add-flag", {"flag": "--link"}, None),
    ("# syntax=docker/dockerfile:1\nFROM a\nCOPY a b\n", "COPY", "add-flag", {"flag": "--link"},
     "# syntax=docker/dockerfile:1\nFROM a\nCOPY --link a b\n"),
    ("# syntax=example.com/x\nFROM a\nCOPY a b\n", "COPY", "add-flag", {"flag": "--link"}, None),
    ("COPY --link --chown=1 a b\n", "COPY", "remove-flag", {"flag": "--link"}, "COPY --chown=1 a b\n"),
    ("COPY --chown=1 --link a b\n", "COPY", "remove-flag", {"flag": "link"}, "COPY --chown=1 a b\n"),
    ("COPY --chown=1 \\\n  --link \\\n  a b\n", "COPY", "remove-flag", {"flag": "--link"}, "COPY --chown=1 \\\n  a b\n"),
    ("COPY --link \\\n # why\n a b\n", "COPY", "remove-flag", {"flag": "--link"}, None),
    ("COPY a b\n", "COPY", "remove-flag", {"flag": "--link"}, None),
    ("COPY --chown=1 a b\n", "COPY", "set-flag", {"flag": "--chown", "value": "2:2"}, "COPY --chown=2:2 a b\n"),
    ("COPY a b\n", "COPY", "set-flag", {"flag": "--chown", "value": "2:2"}, "COPY --chown=2:2 a b\n"),
    ("COPY a b\n", "COPY", "set-flag", {"flag": "--chown", "value": "2 2"}, None),
    ("RUN a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"}, "RUN --mount=type=cache,target=/c a\n"),
    ("RUN --mount=type=tmpfs,target=/t a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"},
     "RUN --mount=type=tmpfs,target=/t --mount=type=cache,target=/c a\n"),
    ("RUN --mount=type=cache,dst=/c/ a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"}, None),
    ("RUN --mount=type=cache,target=/c/d a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"}, None),
    ("ARG A\nRUN --mount=type=cache,target=$A a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"}, None),
    ("COPY a b\n", "COPY", "add-mount", {"mount": "type=cache,target=/c"}, None),
    ("# syntax=docker/dockerfile:1.1\nFROM a\nRUN a\n", "RUN", "add-mount", {"mount": "type=cache,target=/c"}, None),
    ("RUN --mount=type=cache,target=/c a\n", "mount:0", "delete", {}, "RUN a\n"),
    # --- images
    ("FROM a:1\n", "image:0", "set-digest", {"digest": "sha256:" + "0" * 64}, f"FROM a:1@sha256:{'0' * 64}\n"),
    (f"FROM a@sha256:{'1' * 64} AS b\n", "image:0", "set-digest", {"digest": "sha256:" + "0" * 64},
     f"FROM a@sha256:{'0' * 64} AS b\n"),
    ("FROM a\n", "image:0", "set-digest", {"digest": "abc"}, None),
    ("ARG V=1\nFROM a:$V\n", "image:0", "set-digest", {"digest": "sha256:" + "0" * 64}, None),
    ("FROM scratch\n", "image:0", "set-tag", {"tag": "1"}, None),
    ("FROM x AS b\nFROM b\n", "image:1", "set-tag", {"tag": "1"}, None),
    ("FROM h.example.com:5000/a\n", "image:0", "set-tag", {"tag": "1"}, "FROM h.example.com:5000/a:1\n"),
    ("FROM h.example.com:5000/a:latest\n", "image:0", "set-tag", {"tag": "1"}, "FROM h.example.com:5000/a:1\n"),
    (f"FROM a@sha256:{'1' * 64}\n", "image:0", "set-tag", {"tag": "1"}, None),
    ("FROM a\n", "image:0", "set-tag", {"tag": "1 2"}, None),
    ("FROM x\nCOPY --from=a b c\n", "image:1", "set-tag", {"tag": "1"}, "FROM x\nCOPY --from=a:1 b c\n"),
    ("FROM x\nRUN --mount=from=a,target=/a b\n", "image:1", "set-tag", {"tag": "1"},
     "FROM x\nRUN --mount=from=a:1,target=/a b\n"),
    ("FROM a as B\n", "FROM", "set-as", {"keyword": "AS"}, "FROM a AS B\n"),
    ("FROM a as B\n", "stage:0", "set-as", {"keyword": "AS"}, "FROM a AS B\n"),
    ("FROM a\n", "FROM", "set-as", {"keyword": "AS"}, None),
    ("FROM a as b\n", "FROM", "set-as", {"keyword": "x"}, None),
    ("FROM a AS B\nFROM B\n", "stage:0", "set-stage-name", {"name": "b"}, "FROM a AS b\nFROM B\n"),
    ("FROM a AS B\n", "FROM", "set-stage-name", {"name": "c"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_flags(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
