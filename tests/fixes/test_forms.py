"""The JSON form of a command."""

from __future__ import annotations

from typing import Any

import pytest

CASES: list[tuple[str, str, str, dict[str, str], str | None]] = [
    ("CMD a b\n", "CMD", "to-json-form", {}, 'CMD ["a", "b"]\n'),
    ("CMD exec a b\n", "CMD", "to-json-form", {}, 'CMD ["a", "b"]\n'),
    ("CMD a 'b c' \"d\" e\\ f\n", "CMD", "to-json-form", {}, 'CMD ["a", "b c", "d", "e f"]\n'),
    ("CMD a '\"'\n", "CMD", "to-json-form", {}, 'CMD ["a", "\\""]\n'),
    ("CMD a '$b'\n", "CMD", "to-json-form", {}, 'CMD ["a", "$b"]\n'),
    ("CMD a \\\n    b \\\n    # why\n    c\n", "CMD", "to-json-form", {}, 'CMD ["a", \\\n    "b", \\\n    # why\n    "c"]\n'),
    ("CMD é 😀\n", "CMD", "to-json-form", {}, 'CMD ["é", "😀"]\n'),
    ("CMD a $b\n", "CMD", "to-json-form", {}, None),
    ("CMD a *.py\n", "CMD", "to-json-form", {}, None),
    ("CMD a '*.py'\n", "CMD", "to-json-form", {}, 'CMD ["a", "*.py"]\n'),
    ("CMD a ~/b\n", "CMD", "to-json-form", {}, None),
    ("CMD a {b,c}\n", "CMD", "to-json-form", {}, None),
    ("CMD a > b\n", "CMD", "to-json-form", {}, None),
    ("CMD a | b\n", "CMD", "to-json-form", {}, None),
    ("CMD a && b\n", "CMD", "to-json-form", {}, None),
    ("CMD a &\n", "CMD", "to-json-form", {}, None),
    ("CMD a;\n", "CMD", "to-json-form", {}, None),
    ("CMD a # b\n", "CMD", "to-json-form", {}, None),
    ("CMD ! a\n", "CMD", "to-json-form", {}, None),
    ("CMD A=1 a\n", "CMD", "to-json-form", {}, None),
    ("CMD cd /a\n", "CMD", "to-json-form", {}, None),
    ("CMD . a\n", "CMD", "to-json-form", {}, None),
    ("CMD exec -a b c\n", "CMD", "to-json-form", {}, None),
    ('CMD ["a"]\n', "CMD", "to-json-form", {}, None),
    ("CMD (a)\n", "CMD", "to-json-form", {}, None),
    ("RUN a b\n", "RUN", "to-json-form", {}, 'RUN ["a", "b"]\n'),
    ("RUN --network=none a b\n", "RUN", "to-json-form", {}, 'RUN --network=none ["a", "b"]\n'),
    ("RUN <<EOF\na\nEOF\n", "RUN", "to-json-form", {}, None),
    ("ENTRYPOINT a\n", "ENTRYPOINT", "to-json-form", {}, 'ENTRYPOINT ["a"]\n'),
    ("ENTRYPOINT a\nCMD b\n", "ENTRYPOINT", "to-json-form", {}, None),
    ("HEALTHCHECK --timeout=3s CMD a b\n", "HEALTHCHECK", "to-json-form", {}, 'HEALTHCHECK --timeout=3s CMD ["a", "b"]\n'),
    ("HEALTHCHECK NONE\n", "HEALTHCHECK", "to-json-form", {}, None),
    ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD a b\n', "CMD", "to-json-form", {},
     'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD ["a", "b"]\n'),
    ('SHELL ["/bin/bash", "-lc"]\nCMD a\n', "CMD", "to-json-form", {}, None),
    ('SHELL ["pwsh", "-c"]\nCMD a\n', "CMD", "to-json-form", {}, None),
    ("ONBUILD CMD a\n", "CMD", "to-json-form", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "name", "given", "result"), CASES)
def test_forms(check: Any, text: str, at: str, name: str, given: dict[str, str], result: str | None) -> None:
    check(text, at, name, given, result)
