"""Edits of names, ports, stages, arrays and the like: text, place, edit, parameters and the text afterwards, None: not made."""

from __future__ import annotations

from typing import Any

import pytest

UPPER, LOWER = {"case": "upper"}, {"case": "lower"}
LABEL = {"key": "a.b"}
FIRST = {"files": "a*", "install": "RUN"}

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    # --- set-case
    ("run x\n", "RUN", "set-case", UPPER, "RUN x\n"),
    ("EXPOSE 1 \\\n  2/TCP\n", "port:1", "set-case", LOWER, "EXPOSE 1 \\\n  2/tcp\n"),
    ("ARG A=UDP\nEXPOSE 1/$A\n", "port:0", "set-case", LOWER, None),
    # --- remove-port, keep-container-port
    ("EXPOSE 1\nUSER 2\n", "port:0", "remove-port", {}, "USER 2\n"),
    ("EXPOSE 1 2 3\n", "port:0", "remove-port", {}, "EXPOSE 2 3\n"),
    ("EXPOSE 1 \\\n  2 \\\n  3\n", "port:1", "remove-port", {}, "EXPOSE 1 \\\n  3\n"),
    ("EXPOSE 1 \\\n  2\n", "port:1", "remove-port", {}, "EXPOSE 1\n"),
    ("EXPOSE 1 \\\n  # why\n  2\n", "port:1", "remove-port", {}, None),
    ("ARG A=1\nEXPOSE $A 2\n", "port:0", "remove-port", {}, None),
    ("ONBUILD EXPOSE 1\n", "port:0", "remove-port", {}, None),
    ("EXPOSE [::1]:2-3:4-5/tcp 6\n", "port:0", "keep-container-port", {}, "EXPOSE 4-5/tcp 6\n"),
    ("EXPOSE 1:${A:-2}\n", "port:0", "keep-container-port", {}, None),
    # --- remove-blank-lines
    ("RUN a \\\n\n\n # why\n \t\n  b\n", "RUN", "remove-blank-lines", {}, "RUN a \\\n # why\n  b\n"),
    # --- repair-array
    ("CMD ['a', 'b \"c\"']\n", "CMD", "repair-array", {}, 'CMD ["a", "b \\"c\\""]\n'),
    ('CMD ["a" "b", ]\n', "CMD", "repair-array", {}, 'CMD ["a", "b" ]\n'),
    ('CMD ["a", \\\n     "b",\\\n     ]\n', "CMD", "repair-array", {}, 'CMD ["a", \\\n     "b"\\\n     ]\n'),
    ("CMD [a, -b]\n", "CMD", "repair-array", {}, 'CMD ["a", "-b"]\n'),
    ("CMD [\u201ca\u201d]\n", "CMD", "repair-array", {}, 'CMD ["a"]\n'),
    ('CMD ["a", "b"\n', "CMD", "repair-array", {}, 'CMD ["a", "b"]\n'),
    ('CMD ["a", "b",\n', "CMD", "repair-array", {}, 'CMD ["a", "b"]\n'),
    ('HEALTHCHECK --timeout=1s CMD ["a",]\n', "HEALTHCHECK", "repair-array", {}, 'HEALTHCHECK --timeout=1s CMD ["a"]\n'),
    ('COPY --chown=1 ["a" "b/"]\n', "COPY", "repair-array", {}, 'COPY --chown=1 ["a", "b/"]\n'),
    ('CMD ["a"] && b\n', "CMD", "repair-array", {}, None),
    ('CMD ["a"b]\n', "CMD", "repair-array", {}, None),
    ('CMD ["a", , "b"]\n', "CMD", "repair-array", {}, None),
    ("CMD [$A, b]\n", "CMD", "repair-array", {}, None),
    ("CMD ['a]\n", "CMD", "repair-array", {}, None),
    ("CMD []x\n", "CMD", "repair-array", {}, None),
    # --- delete-stage
    ("FROM a AS b\nRUN x\n\n# why\nFROM c\n", "stage:0", "delete-stage", {}, "# why\nFROM c\n"),
    ("FROM a\n# one\nFROM c AS d\n\nFROM c\n", "stage:1", "delete-stage", {}, "FROM a\nFROM c\n"),
    ("FROM a AS b\nFROM b AS c\nFROM d\n", "stage:0", "delete-stage", {}, "FROM d\n"),
    ("ARG A=1\nARG B=$A C=2\nFROM a:$B\nFROM d:$C\n", "stage:0", "delete-stage", {}, "ARG C=2\nFROM d:$C\n"),
    ("FROM a AS b\nFROM c\nCOPY --from=b /a /a\n", "stage:0", "delete-stage", {}, None),
    ("FROM a\nFROM c\nFROM d\nCOPY --from=1 /a /a\n", "stage:0", "delete-stage", {}, None),
    ("FROM a\n", "stage:0", "delete-stage", {}, None),
    ("FROM c\n# hadolint ignore=DL3007\nFROM a AS b\nFROM c\n", "stage:1", "delete-stage", {}, None),
    ("ARG X\nFROM a AS b\nFROM $X\n", "stage:0", "delete-stage", {}, None),
    # --- remove-argument
    ("ARG A=1\nARG B=$A C=2\nFROM a:$C\n", "pair:1", "remove-argument", {}, "ARG C=2\nFROM a:$C\n"),
    ("ARG A=1 \\\n  B=$A\nFROM a\n", "pair:1", "remove-argument", {}, "FROM a\n"),
    ("FROM a\nARG A=1\n", "pair:0", "remove-argument", {}, None),
    # --- append-to-stage
    ("FROM a\nRUN x\nENTRYPOINT y\nCMD z\nFROM b\n", "stage:0", "append-to-stage", {"text": "USER u"},
     "FROM a\nRUN x\nUSER u\nENTRYPOINT y\nCMD z\nFROM b\n"),
    ("# FROM \nfrom a\n# why\ncmd z\n", "stage:0", "append-to-stage", {"text": "USER u"},
     "# FROM \nfrom a\nuser u\n# why\ncmd z\n"),
    ("FROM a\nCMD z\nRUN x", "stage:0", "append-to-stage", {"text": "USER u"}, "FROM a\nCMD z\nRUN x\nUSER u"),
    # --- refer-by-name
    ("FROM a AS b\nFROM c\nCOPY --from=0 d e\n", "COPY", "refer-by-name", {}, "FROM a AS b\nFROM c\nCOPY --from=b d e\n"),
    ("# FROM \nfrom a\nfrom c\ncopy --from=0 d e\n", "COPY", "refer-by-name", {},
     "# FROM \nfrom a as stage-0\nfrom c\ncopy --from=stage-0 d e\n"),
    ("FROM a\nFROM c AS stage-0\nCOPY --from=0 d e\n", "COPY", "refer-by-name", {}, None),
    ("FROM a AS b\nFROM c AS b\nCOPY --from=0 d e\n", "COPY", "refer-by-name", {}, None),
    ("FROM a\nCOPY --from=b d e\n", "COPY", "refer-by-name", {}, None),
    # --- rename-reference
    ("COPY a/${AB:-c} /\n", "variable:0", "rename-reference", {"name": "A"}, "COPY a/${A:-c} /\n"),
    ("COPY a/$AB/c /\n", "variable:0", "rename-reference", {"name": "A"}, "COPY a/$A/c /\n"),
    ("COPY a/$AB/c /\n", "variable:0", "rename-reference", {"name": "A B"}, None),
    # --- to-label
    ("MAINTAINER A <b@c>\n", "MAINTAINER", "to-label", LABEL, 'LABEL a.b="A <b@c>"\n'),
    ('maintainer "A <b@c>"\n', "MAINTAINER", "to-label", LABEL, 'label a.b="A <b@c>"\n'),
    ("MAINTAINER A\\$B 'C'\n", "MAINTAINER", "to-label", LABEL, "LABEL a.b=\"A\\\\\\$B 'C'\"\n"),
    ("MAINTAINER A\nLABEL a.b=c\n", "MAINTAINER", "to-label", LABEL, None),
    # --- to-argument
    ("ENV A=b\n", "pair:0", "to-argument", {}, "ARG A=b\n"),
    ("env A b c\n", "pair:0", "to-argument", {}, 'arg A="b c"\n'),
    ("ENV A=b \\\n  C=d\n", "pair:1", "to-argument", {}, "ARG C=d\nENV A=b\n"),
    ("ONBUILD ENV A=b C=d\n", "pair:1", "to-argument", {}, None),
    ("LABEL A=b\n", "pair:0", "to-argument", {}, None),
    # --- join-equals
    ("ENV A = b\n", "pair:0", "join-equals", {}, "ENV A=b\n"),
    ("ENV A =b c\n", "pair:0", "join-equals", {}, 'ENV A="b c"\n'),
    ("ENV A = 'b c'\n", "pair:0", "join-equals", {}, "ENV A='b c'\n"),
    ("ENV A = b C = d\n", "pair:0", "join-equals", {}, None),
    ("ENV A=b\n", "pair:0", "join-equals", {}, None),
    # --- remove-tag
    ("FROM r:5000/a:1@sha256:abc\n", "image:0", "remove-tag", {}, "FROM r:5000/a@sha256:abc\n"),
    ("FROM r:5000/a@sha256:abc\n", "image:0", "remove-tag", {}, None),
    ("FROM a:1\n", "image:0", "remove-tag", {}, None),
    # --- absolute-path
    ("WORKDIR /a\nWORKDIR ../b\n", "WORKDIR#1", "absolute-path", {}, "WORKDIR /a\nWORKDIR /b\n"),
    ("ARG X\nWORKDIR /a\nWORKDIR b/$X\n", "WORKDIR#1", "absolute-path", {}, "ARG X\nWORKDIR /a\nWORKDIR /a/b/$X\n"),
    ("ARG X=/a\nWORKDIR $X\nWORKDIR b\n", "WORKDIR#1", "absolute-path", {}, None),
    ("WORKDIR a\n", "WORKDIR", "absolute-path", {}, None),
    ("ARG X\nWORKDIR /a\nWORKDIR $X\n", "WORKDIR#1", "absolute-path", {}, None),
    # --- part-comment
    ("# a\nARG A\n", "ARG", "part-comment", {}, "# a\n#\nARG A\n"),
    ("# hadolint ignore=DL3006\nARG A\n", "ARG", "part-comment", {}, None),
    # --- copy-first
    ("COPY --chown=1 . /d\nRUN x\n", "COPY", "copy-first", FIRST, "COPY --chown=1 a* /d/\nRUN x\nCOPY --chown=1 . /d\n"),
    ("# all\nCOPY . .\n# why\nRUN x\nCMD y\n", "COPY", "copy-first", FIRST,
     "COPY a* ./\n# why\nRUN x\n# all\nCOPY . .\nCMD y\n"),
    ('COPY [".", "."]\nRUN x\n', "COPY", "copy-first", FIRST, None),
    # --- remove-mount-field
    ("RUN --mount=type=ssh,mode=0777,id=a x\n", "mount:0", "remove-mount-field", {"field": "mode"},
     "RUN --mount=type=ssh,id=a x\n"),
    ("RUN --mount=mode=0777,type=ssh x\n", "mount:0", "remove-mount-field", {"field": "mode"}, "RUN --mount=type=ssh x\n"),
    ("RUN --mount=type=ssh x\n", "mount:0", "remove-mount-field", {"field": "mode"}, None),
    # --- set-frontend
    ("# syntax=a:1\nFROM b\n", "file:0", "set-frontend", {"frontend": "c:2"}, "# syntax=c:2\nFROM b\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_edit(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
