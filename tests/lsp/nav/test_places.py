"""Definitions, references and highlights: the cursor is on ``‸``, what is expected stands in ``«»``."""

from __future__ import annotations

import pytest

from analyzer.lsp.features.definition import definition
from analyzer.lsp.features.highlight import highlight
from analyzer.lsp.features.references import references
from tests.lsp.marked import opened

DEFINITIONS = {
    "stage in FROM": "FROM a AS «b»\nFROM ‸b\n",
    "stage in COPY": "FROM a AS «Build»\nFROM c\nCOPY --from=buil‸d /a /b\n",
    "stage in quotes": 'FROM a AS «b»\nFROM c\nCOPY --from="‸b" /a /b\n',
    "stage by its number": "FROM a AS «b»\nFROM c\nCOPY --from=‸0 /a /b\n",
    "a stage without a name by its number": "«FROM» a\nFROM c\nCOPY --from=‸0 /a /b\n",
    "stage of a mount": "FROM a AS «b»\nFROM c\nRUN --mount=type=bind,from=‸b,target=/x true\n",
    "stage in quotes of a mount": 'FROM a AS «b»\nFROM c\nRUN --mount=type=bind,"from=‸b",target=/x true\n',
    "the latest of two stages of a name": "FROM a AS b\nFROM c AS «b»\nFROM ‸b\n",
    "stage by a variable": "ARG V=b\nFROM a AS «b»\nFROM ${V}‸\n",
    "stages a variable chooses among": "ARG V\nFROM a AS «b-x»\nFROM a AS «b-y»\nFROM ‸b-$V\n",
    "itself": "FROM a AS «‸b»\n",
    "an image is no stage": "FROM ‸a AS b\n",
    "ARG in FROM": "ARG «V»=1\nFROM a:${‸V}\n",
    "the last of two": "ARG V=1\nARG «V»=2\nFROM a:${‸V}\n",
    "ARG of the stage": "FROM a\nARG «V»=1\nENV X=$‸V\n",
    "ARG without a value leads to the one before": "ARG «V»=1\nFROM a\nARG ‸V\nRUN echo $V\n",
    "ARG without a value and none before": "FROM a\nARG «‸V»\n",
    "use of such an ARG": "ARG V=1\nFROM a\nARG «V»\nRUN echo $‸V\n",
    "ARG of another stage": "FROM a\nARG V=1\nFROM b\nRUN echo $‸V\n",
    "ARG before FROM is none of a stage's": "ARG V=1\nFROM a\nRUN echo $‸V\n",
    "ENV of the stage it starts from": "FROM a AS b\nENV «V»=1\nFROM b\nRUN echo $‸V\n",
    "ENV does not see itself": "FROM a\nENV V=1 W=$‸V\n",
    "ENV of before": "FROM a\nENV «V»=1\nENV V=2 W=$‸V\n",
    "legacy ENV": "FROM a\nENV «V» 1\nRUN echo $‸V\n",
    "a script": 'FROM a\nARG «V»=1\nRUN true && echo "x${‸V:-2}"\n',
    "not in single quotes": "FROM a\nARG V=1\nRUN echo '$‸V'\n",
    "not escaped": "FROM a\nARG V=1\nENV W=\\$‸V\n",
    "a script in an array": 'FROM a\nENV «V»=1\nCMD ["sh", "-c", "echo $‸V"]\n',
    "no script in an array": 'FROM a\nENV V=1\nCMD ["echo", "$‸V"]\n',
    "a script sets it": "FROM a\nRUN «v»=1; echo $‸v\n",
    "a script sets it twice": "FROM a\nRUN v=1; «v»=2; echo $‸v; v=3\n",
    "a loop sets it": "FROM a\nRUN for «v» in 1 2; do echo $‸v; done\n",
    "read sets it": "FROM a\nRUN read -p q «v» && echo $‸v\n",
    "export sets it": "FROM a\nRUN export «V»=1 && echo $‸V\n",
    "a calculation": "FROM a\nARG «N»=1\nRUN echo $((‸N + 1))\n",
    "a secret": "FROM a\nRUN --mount=type=secret,id=t,env=«T» echo $‸T\n",
    "a continued line": "FROM a\nARG «V»=1\nRUN true \\\n  && echo \\\n  $‸V\n",
    "here-document of RUN": "FROM a\nRUN <<«EOF»\ntrue\n‸EOF\n",
    "here-document with tabs and quotes": 'FROM a\nRUN <<-"«EOF»"\n\ttrue\n\t‸EOF\n',
    "here-document of COPY": "FROM a\nARG V=1\nCOPY <<A <<«B» /x/\n$V\nA\nb\n‸B\n",
    "here-document of a script": "FROM a\nRUN <<EOF\ncat <<«X»\n1\n‸X\nEOF\n",
    "variable in a here-document of COPY": "FROM a\nARG «V»=1\nCOPY <<EOF /x\n$‸V\nEOF\n",
    "variable in a here-document of RUN": "FROM a\nARG «V»=1\nRUN <<EOF\necho $‸V\nEOF\n",
    "variable in a here-document of a script": "FROM a\nARG «V»=1\nRUN cat <<EOF > /x\n${‸V}\nEOF\n",
    "not in a quoted one": "FROM a\nARG V=1\nCOPY <<'EOF' /x\n$‸V\nEOF\n",
    "trigger": "FROM a\nONBUILD ARG «V»=1\nONBUILD RUN echo $‸V\n",
    "trigger and ENV of the image": "FROM a\nENV «V»=1\nONBUILD RUN echo $‸V\n",
    "trigger does not see ARG": "FROM a\nARG V=1\nONBUILD RUN echo $‸V\n",
    "backquote escapes": "# escape=`\nFROM a\nARG «V»=1\nENV X=1 `\n  Y=$‸V\n",
    "batch": "# escape=`\nFROM mcr.microsoft.com/windows/servercore:1\nARG «V»=1\nRUN echo %‸V%\n",
    "PowerShell": 'FROM a\nSHELL ["pwsh", "-Command"]\nARG «V»=1\nRUN echo $env:‸V\n',
    "CRLF": "ARG «V»=1\r\nFROM a:$‸V\r\n",
    "behind characters beyond the first plane": 'FROM a\nARG «V»="😀é"\nLABEL x="😀" y=$‸V\n',
    "half typed": "FROM a AS «b»\nFROM ‸b AS\nRUN echo $\n",
    "half typed script": 'FROM a\nARG «V»=1\nRUN if true; then echo "$‸V" &&\n',
    "half typed script in single quotes": "FROM a\nARG V=1\nRUN if true; then echo '$‸V' &&\n",
    "on the dollar": "FROM a\nARG «V»=1\nENV W=x‸$V\n",
    "on the brace": "FROM a\nARG «V»=1\nENV W=$‸{V:-1}\n",
    "on the dollar in a stage": "ARG «V»=x\nFROM a AS b-x\nFROM b-‸$V\n",
    "nothing": "FROM a\nRUN ‸true\n",
    "empty": "‸",
}

HIGHLIGHTS = {
    "stage": ("FROM a AS «‸b»\nFROM «b»\nCOPY --from=«B» /a /b\nCOPY --from=«0» /a /b\n", "w   "),
    "ARG in FROM and again in a stage": ("ARG «V»=1\nFROM a:${«V»}\nARG «‸V»\nRUN echo $«V» ${«V»:-2}\n", "w w  "),
    "not where the stage gives it its own value": ("ARG «‸V»=1\nFROM a:${«V»}\nARG V=2\nRUN echo $V\n", "w "),
    "not in another stage": ("FROM a\nARG «‸V»=1\nRUN echo $«V»\nFROM b\nARG V=1\nRUN echo $V\n", "w "),
    "in a stage that starts from it": ("FROM a AS b\nENV «‸V»=1\nFROM b\nENV «V»=2\nFROM b\nRUN $«V»\n", "ww "),
    "a script sets it too": ("FROM a\nENV «V»=1\nRUN «‸V»=2; echo $«V» ${«V»:=3}\n", "ww w"),
    "the script's own": ("FROM a\nRUN «v»=1; echo $«‸v»\nRUN v=2; echo $v\n", "w "),
    "of the base image": ("FROM a\nRUN echo $«‸HOME»\nFROM a\nRUN echo $HOME\nFROM 0\n", " "),
    "predefined": ("FROM --platform=$«BUILDPLATFORM» a\nARG «BUILDPLATFORM»\nRUN echo $«‸BUILDPLATFORM»\n", " w "),
    "what sets a variable": (
        "FROM a\nRUN read -t 1 «x» y; printf -v «x» 1; getopts a «x»; unset «x»; export «x»; readonly «x»=1; echo ${#«‸x»}\n",
        "wwww w ",
    ),
    "calculations": ("FROM a\nENV «n»=1\nRUN (( «n» += 1 )); let «‸n»=«n»+1; x=$(( ${«n»} * «n» ))\n", "w     "),
    "arrays and redirects": ('FROM a\nENV «n»=1\nRUN x=($«n» b) true > /x/$«‸n» 2>&1 <<< "$«n»"\n', "w   "),
    "a loop reads a here-document": ("FROM a\nENV «n»=1\nRUN <<E\nwhile read x; do true; done <<F\n$«‸n»\nF\nE\n", "w "),
    "a choice": ("FROM a\nENV «n»=1\nRUN case $«‸n» in 1) echo ${x:-$«n»};; esac\n", "w  "),
    "in backquotes": ('FROM a\nENV «n»=1\nRUN echo `echo $«‸n»` $(echo "${«n»%x}")\n', "w  "),
    "half typed, and set": ("FROM a\nRUN «v»=1; export «v»=2; if echo \"it's $«‸v»\" \\$v '$v' ${«v»:-x}\n", "ww  "),
    "here-document": ("FROM a\nRUN <<«‸EOF» <<X\na\n«EOF»\nX\n", "w "),
    "without its end": ("FROM a\nRUN <<«‸EOF»\na\n", "w"),
}


@pytest.mark.parametrize("case", DEFINITIONS)
def test_definition(case: str) -> None:
    snapshot, marked = opened(DEFINITIONS[case])
    assert definition(snapshot, marked.cursor) == marked.ranges


@pytest.mark.parametrize("case", HIGHLIGHTS)
def test_highlight_and_references(case: str) -> None:
    text, writes = HIGHLIGHTS[case]
    snapshot, marked = opened(text)
    found = highlight(snapshot, marked.cursor)
    assert [each.range for each in found] == marked.ranges
    assert "".join("w" if each.write else " " for each in found) == writes
    assert references(snapshot, marked.cursor) == marked.ranges


REFERENCES = {
    "stage": "FROM a AS ‸b\nFROM «b»\nCOPY --from=«0» /a /b\n",
    "variable": "ARG V=1\nFROM a:$«V»\nARG ‸V\nENV W=$«V»\n",
    "variable that a script sets as well": "FROM a\nENV ‸V=1\nRUN «V»=2 && echo $«V»\n",
    "variable of a script": "FROM a\nRUN v=1; echo $«‸v»; v=2\n",
}


@pytest.mark.parametrize("case", REFERENCES)
def test_references_without_the_declaration(case: str) -> None:
    snapshot, marked = opened(REFERENCES[case])
    assert references(snapshot, marked.cursor, declaration=False) == marked.ranges
