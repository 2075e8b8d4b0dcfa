"""Renames: the text before, with the cursor on ``‸``, the new name, and the text after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.lsp.features.names import HEREDOC, STAGE, VARIABLE, Name, names
from analyzer.lsp.features.rename import RenameError, prepare, rename
from tests.lsp.marked import opened, snapshot

RENAMES = {
    "stage": (
        "FROM a AS ‸b\nFROM b AS c\nCOPY --from=b /a /b\n",
        "new",
        "FROM a AS new\nFROM new AS c\nCOPY --from=new /a /b\n",
    ),
    "stage from where it is used": (
        "FROM a AS b\nFROM c\nCOPY --from=‸b /a /\n",
        "x",
        "FROM a AS x\nFROM c\nCOPY --from=x /a /\n",
    ),
    "stage without case": (
        "FROM a AS Bu\nFROM bu\nCOPY --from=‸BU / /\n",
        "New",
        "FROM a AS New\nFROM new\nCOPY --from=New / /\n",
    ),
    "a number stays": ("FROM a AS ‸b\nFROM c\nCOPY --from=0 /a /\n", "x", "FROM a AS x\nFROM c\nCOPY --from=0 /a /\n"),
    "quotes stay": ('FROM a AS ‸b\nFROM c\nCOPY --from="b" /a /\n', "x", 'FROM a AS x\nFROM c\nCOPY --from="x" /a /\n'),
    "mount": (
        'FROM a AS ‸b\nFROM c\nRUN --mount=from=b,target=/x --mount="from=b",target=/y b\n',
        "x",
        'FROM a AS x\nFROM c\nRUN --mount=from=x,target=/x --mount="from=x",target=/y b\n',
    ),
    "one of two stages of a name": (
        "FROM a AS ‸b\nFROM b\nFROM c AS b\nFROM b\n",
        "x",
        "FROM a AS x\nFROM x\nFROM c AS b\nFROM b\n",
    ),
    "stage of a trigger": (
        "FROM a AS ‸b\nFROM c\nONBUILD COPY --from=b / /\n",
        "x",
        "FROM a AS x\nFROM c\nONBUILD COPY --from=x / /\n",
    ),
    "variable": (
        'ARG V=1\nFROM a:${V:-2}\nARG V\nENV W="x$V" X=\'$V\'\nRUN echo "$‸V" ${V#a} $VV\n',
        "N",
        'ARG N=1\nFROM a:${N:-2}\nARG N\nENV W="x$N" X=\'$V\'\nRUN echo "$N" ${N#a} $VV\n',
    ),
    "variable in an operand": ("FROM a\nARG ‸V=1\nENV W=${X:-${V}}\n", "N", "FROM a\nARG N=1\nENV W=${X:-${N}}\n"),
    "variable of one stage alone": ("FROM a\nARG ‸V=1\nFROM b\nARG V=2\n", "N", "FROM a\nARG N=1\nFROM b\nARG V=2\n"),
    "quoted key": ('FROM a\nENV "‸V"=1\nRUN echo $V\n', "N", 'FROM a\nENV "N"=1\nRUN echo $N\n'),
    "legacy ENV": ("FROM a\nENV ‸V 1 2\nRUN echo $V\n", "N", "FROM a\nENV N 1 2\nRUN echo $N\n"),
    "a script sets it": (
        "FROM a\nENV ‸V=1\nRUN V=2; export V; echo $((V+1))\n",
        "N",
        "FROM a\nENV N=1\nRUN N=2; export N; echo $((N+1))\n",
    ),
    "another's script variable stays": (
        "FROM a\nENV ‸V=1\nFROM b\nRUN V=2; echo $V\n",
        "N",
        "FROM a\nENV N=1\nFROM b\nRUN V=2; echo $V\n",
    ),
    "array": (
        'FROM a\nENV ‸V=1\nCMD ["sh", "-c", "echo \\"$V\\""]\n',
        "N",
        'FROM a\nENV N=1\nCMD ["sh", "-c", "echo \\"$N\\""]\n',
    ),
    "batch": (
        "# escape=`\nFROM mcr.microsoft.com/windows/servercore:1\nARG ‸V=1\nRUN echo %V%\n",
        "N",
        "# escape=`\nFROM mcr.microsoft.com/windows/servercore:1\nARG N=1\nRUN echo %N%\n",
    ),
    "trigger": (
        "FROM a\nARG V=1\nONBUILD ARG ‸V=2\nONBUILD RUN echo $V\n",
        "N",
        "FROM a\nARG V=1\nONBUILD ARG N=2\nONBUILD RUN echo $N\n",
    ),
    "here-document": ("FROM a\nRUN <<EOF\ntrue\n‸EOF\n", "END", "FROM a\nRUN <<END\ntrue\nEND\n"),
    "quoted here-document": ('FROM a\nRUN 3<<-"‸EOF" x\n\ta\n\tEOF\n', "END", 'FROM a\nRUN 3<<-"END" x\n\ta\n\tEND\n'),
    "one of two here-documents": ("FROM a\nCOPY <<A <<‸B /x/\nB\nA\nA\nB\n", "C", "FROM a\nCOPY <<A <<C /x/\nB\nA\nA\nC\n"),
    "here-document of a script": ("FROM a\nRUN <<EOF\ncat <<‸X\n1\nX\nEOF\n", "Y", "FROM a\nRUN <<EOF\ncat <<Y\n1\nY\nEOF\n"),
    "here-document without its end": ("FROM a\nRUN <<‸EOF\ntrue\n", "END", "FROM a\nRUN <<END\ntrue\n"),
    "CRLF and characters beyond the first plane": (
        "ARG ‸V=😀\r\nFROM a\r\nARG V\r\nRUN 😀 $V\r\n",
        "N",
        "ARG N=😀\r\nFROM a\r\nARG N\r\nRUN 😀 $N\r\n",
    ),
    "half typed": ("FROM a AS ‸b\nFROM b AS\nCOPY --from=b\nFOO\n", "x", "FROM a AS x\nFROM x AS\nCOPY --from=x\nFOO\n"),
    "the name it has": ("FROM a AS ‸b\nFROM b\n", "b", "FROM a AS b\nFROM b\n"),
    "nothing named": ("FROM a\nRUN ‸true\n", "b", "FROM a\nRUN true\n"),
}

REFUSALS = {
    "no name of a stage": ("FROM a AS ‸b\n", "1x", "'1x' is no name of a stage"),
    "no name at all": ("FROM a AS ‸b\n", "", "'' is no name of a stage"),
    "reserved": ("FROM a AS ‸b\n", "Scratch", "BuildKit keeps to itself"),
    "another stage's": ("FROM a AS ‸b\nFROM a AS C\n", "c", "line 2 has a stage of that name already"),
    "an image's": ("FROM a AS ‸b\nFROM busybox\n", "busybox", "line 2 takes an image of that name"),
    "an image's in COPY": ("FROM a AS ‸b\nFROM c\nCOPY --from=busybox / /\n", "BusyBox", "line 3 takes an image of that name"),
    "a stage without a name": ("FROM a\nFROM c\nCOPY --from=‸0 / /\n", "x", "this stage has no name"),
    "a number": ("FROM a AS b\nFROM c\nCOPY --from=‸0 / /\n", "x", "the number of the stage b"),
    "a stage that a variable names": (
        "ARG B=b\nFROM a AS ‸b\nFROM $B\n",
        "x",
        "line 3 names b in a way that cannot be changed",
    ),
    "a stage that a variable may name": ("ARG B\nFROM a AS ‸b-x\nFROM b-$B\n", "x", "line 3 names b-x in a way that"),
    "no name of a variable": ("FROM a\nARG ‸V\n", "A-B", "'A-B' is no name of a variable"),
    "predefined": ("FROM a\nARG ‸TARGETARCH\n", "X", "TARGETARCH is a name that BuildKit itself gives a meaning"),
    "a proxy": ("FROM a\nARG ‸http_proxy\n", "X", "http_proxy is a name that BuildKit"),
    "to a predefined name": ("FROM a\nARG ‸V\n", "BUILDPLATFORM", "BUILDPLATFORM is a name that BuildKit"),
    "of the base image": ("FROM a\nRUN echo $‸HOME\n", "X", "nothing in this file defines HOME here"),
    "of the base image as well": ("FROM a\nENV ‸PATH=/x:$PATH\n", "X", "line 2 takes PATH from outside of this file"),
    "of a script alone": ("FROM a\nRUN v=1; echo $‸v\n", "X", "v is a variable of this script alone"),
    "another variable": ("FROM a\nARG ‸V\nENV W=1\n", "W", "line 3 has a variable of that name already"),
    "another use": ("FROM a\nARG ‸V\nRUN echo $W\n", "W", "line 3 has a variable of that name already"),
    "a script's": ("FROM a\nARG ‸V\nRUN w=1; echo $w\n", "w", "line 3 has a variable of that name already"),
    "one of the stage that starts from it": (
        "FROM a AS b\nENV ‸V=1\nFROM b\nRUN $W\n",
        "W",
        "line 4 has a variable of that name",
    ),
    "one that would take its value": ("ARG ‸V=1\nFROM a:$V\nARG W\n", "W", "line 3 has a variable of that name already"),
    "one that gives its value": ("ARG W=1\nFROM a:$W\nARG ‸V\n", "W", "line 1 has a variable of that name already"),
    "one of FROM": ("ARG ‸V=1\nFROM a:$W\n", "W", "line 2 has a variable of that name already"),
    "a continued line cuts it": ("FROM a\nARG ‸VV=1\nENV W=$V\\\nV\n", "X", "line 3 names VV in a way that cannot be changed"),
    "no name of a here-document": ("FROM a\nRUN <<‸E\nE\n", "a b", "'a b' cannot end a here-document"),
    "a line of the here-document": ("FROM a\nRUN <<-‸E\n\tF\nE\n", "F", "a line of the here-document says F"),
}


@pytest.mark.parametrize("case", RENAMES)
def test_rename(case: str) -> None:
    before, new, after = RENAMES[case]
    found, marked = opened(before)
    text = marked.text
    for change in sorted(rename(found, marked.cursor, new), key=lambda each: each.range, reverse=True):
        text = text[: change.range[0]] + change.text + text[change.range[1] :]
    assert text == after
    place = prepare(found, marked.cursor)
    if before.count("‸") and case != "nothing named":
        assert place is not None
        assert marked.text[place[0][0] : place[0][1]] == place[1]
        assert place[0][0] <= marked.cursor <= place[0][1]


@pytest.mark.parametrize("case", REFUSALS)
def test_refusal(case: str) -> None:
    before, new, message = REFUSALS[case]
    found, marked = opened(before)
    with pytest.raises(RenameError) as error:
        rename(found, marked.cursor, new)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nARG ‸V\nFROM b\nARG W=1\nRUN echo $W\n",
        "ARG ‸V=1\nFROM a\nARG W=1\nRUN echo $W\n",
        "ARG ‸V=1\nFROM a\nENV W=1\n",
        "ARG W=1\nFROM a:$W\nARG ‸V=2\n",
    ],
)
def test_what_does_not_see_it_may_have_the_new_name(text: str) -> None:
    found, marked = opened(text)
    assert [change.text for change in rename(found, marked.cursor, "W")] == ["W"]


def test_nothing_to_prepare() -> None:
    found, marked = opened("FROM a\nRUN tr‸ue\n")
    assert prepare(found, marked.cursor) is None


PARTS = (
    *(
        "ARG V=1\n",
        "ARG V\n",
        "ARG W=$V\n",
        "FROM a:$V AS b\n",
        "FROM b AS c\n",
        "FROM $W\n",
        "FROM c\n",
        "ENV V=${V:-1} X=$W\n",
    ),
    *("COPY --from=b /a /b\n", "COPY --from=C /a /b\n", "RUN echo $V \\\n  ${W} 😀\n", "RUN V=2 && echo $((V))\r\n"),
    *(
        "RUN --mount=from=b,target=/x cat <<EOF\n$V\nEOF\n",
        "ONBUILD ARG V\n",
        "ONBUILD RUN echo $V\n",
        "COPY <<EOF /x\n$W\nEOF\n",
    ),
)
_NEW = {STAGE: "new", VARIABLE: "NEW", HEREDOC: "NEW"}


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.data())
def test_what_means_the_same_still_does(parts: list[str], data: st.DataObject) -> None:
    """After a rename every name has as many places as before, and each means what it meant."""
    text = "".join(parts)
    before = snapshot(text)
    named = [name for name in names(before) if name.kind in _NEW]
    if not named:
        return
    name = data.draw(st.sampled_from(named))
    try:
        changes = rename(before, data.draw(st.sampled_from(name.uses)).range[0], _NEW[name.kind])
    except RenameError:
        return
    for change in sorted(changes, key=lambda each: each.range, reverse=True):
        text = text[: change.range[0]] + change.text + text[change.range[1] :]
    after = names(snapshot(text))
    assert sorted(map(_shape, after)) == sorted(map(_shape, names(before)))


def _shape(name: Name) -> tuple[object, ...]:
    return name.kind, tuple((use.form, use.where, use.defines, use.write, use.target is None) for use in name.uses)
