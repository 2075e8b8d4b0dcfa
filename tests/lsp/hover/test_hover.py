"""What is told of a place: ``‸`` is the cursor, ``«»`` the place that the answer is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.facts.providers import Providers
from analyzer.lsp.features.hover import hover
from analyzer.lsp.knowledge.arguments import ARGUMENTS
from analyzer.lsp.knowledge.flags import FLAGS
from analyzer.lsp.knowledge.instructions import INSTRUCTIONS
from analyzer.lsp.knowledge.mounts import KEYS, MOUNTS
from analyzer.lsp.snapshot import Snapshot
from analyzer.providers.context import ContextFolder
from tests.lsp.marked import opened, snapshot

HEAD = "ARG V=12\nFROM debian:9 AS base\nARG V\nARG NEW\nENV A=a$V B=$A\nWORKDIR /srv\nUSER app\n"

CASES = {
    "directive": ("«# syn‸tax=docker/dockerfile:1»\nFROM a\n", ["The frontend that reads this file", "#syntax"], []),
    "instruction": ("FROM a\n«W‸ORKDIR» /a\n", ["**WORKDIR** Sets the working directory", "WORKDIR PATH", "#workdir"], []),
    "keyword-lower": ("FROM a\n«co‸py» a b\n", ["**COPY** Copies files", "**Layer 1**"], []),
    "keyword-end": ("FROM a\n«RUN‸»\n", ["**RUN**"], []),
    "deprecated": ("FROM a\n«MAINT‸AINER» me\n", ["*Deprecated:*", "org.opencontainers.image.authors"], []),
    "onbuild": ("FROM a\n«ON‸BUILD» RUN true\n", ["**ONBUILD** Keeps an instruction for later"], []),
    "trigger": ("FROM a\nONBUILD «RU‸N» true\n", ["**RUN**", "up to the build that runs this"], ["**Layer"]),
    "unknown": ("FROM a\n«FR‸UIT» b\n", ["parse-error"], ["**FRUIT**"]),
    "flag": ("FROM a\nRUN «--net‸work=none» true\n", ["**RUN --network**=MODE", "`none`", "since `docker/dockerfile:1.3`"], []),
    "flag-value": ("FROM a\nCOPY «--link=tr‸ue» a b\n", ["**COPY --link**", "since `docker/dockerfile:1.4`"], []),
    "trigger-flag": ("FROM a\nONBUILD COPY «--chm‸od=1» a b\n", ["**COPY --chmod**"], []),
    "mount": ("FROM a\nRUN «--mo‸unt=type=cache,target=/x» true\n", ["**RUN --mount**"], []),
    "mount-type": ("FROM a\nRUN --mount=«type=ca‸che»,target=/x true\n", ["outlives the step", "`sharing`"], []),
    "mount-key": ("FROM a\nRUN --mount=type=cache,«DST=/‸x» true\n", ["**target**", "`dst`"], []),
    "mount-wrong-key": (
        "FROM a\nRUN --mount=type=bind,«sharing=loc‸ked» true\n",
        ["a mount of type `bind` has no use for it"],
        [],
    ),
    "image": (
        "ARG V=12\nFROM «deb‸ian:$V» AS x\n",
        ["`debian:12`", "written as `debian:$V`", "registry `docker.io`", "tag `12`", "`apt`", "`glibc`", "Debian 12 gets"],
        [],
    ),
    "image-past": ("FROM «debian:‸9»\n", ["**Debian 9 has had no security updates since 2022-06-30**"], []),
    "image-unknown": ("ARG V\nFROM «deb‸ian:$V»\n", ["a variable without a value decides which one it is"], []),
    "image-no-tag": ("FROM «al‸pine»\n", ["no tag, so `latest`"], []),
    "image-digest": ("FROM «al‸pine@sha256:" + "a" * 64 + "»\n", ["digest `sha256:aaa"], ["no tag"]),
    "image-registry": ("FROM «registry.example.com:5‸000/a/b:1.2.3»\n", ["registry `registry.example.com:5000`", "`a/b`"], []),
    "scratch": ("FROM «scra‸tch»\n", ["the empty image"], []),
    "image-copy": ("FROM a\nCOPY --from=«alp‸ine:3.20» /a /b\n", ["`alpine:3.20`"], []),
    "image-mount": ("FROM a\nRUN --mount=from=«alp‸ine:3.20»,target=/x true\n", ["`alpine:3.20`"], []),
    "stage-base": ("FROM a AS Build\nFROM «bui‸ld»\n", ["**Stage 0** `Build`", "starts from `a`", "used by line 2"], []),
    "stage-copy": ("FROM a AS b\nFROM c\nCOPY --from=«0‸» /a /b\n", ["**Stage 0** `b`", "used by line 3"], []),
    "stage-mount": ("FROM a AS b\nFROM c\nRUN --mount=from=«‸b»,target=/x true\n", ["**Stage 0** `b`"], []),
    "stage-alias": (
        "FROM a AS b\nUSER me\nWORKDIR /w\nFROM b AS c\nFROM c AS «‸d»\n",
        ["**Stage 2** `d`, which becomes the image", "starts from `c` ← `b` ← `a`", "`me` (line 2)", "`/w` (line 3)"],
        [],
    ),
    "stage-keyword": ("FROM a AS b\nFROM c\n«FR‸OM» a\n", ["**Stage 2**", "used by the build itself"], []),
    "stage-unused": ("FROM a AS «‸b»\nFROM c\n", ["used by no other stage"], []),
    "state": (
        HEAD + "«RU‸N» true\n",
        ["user: `app` (line 7)", "directory: `/srv` (line 6)", "shell: `sh`", "ENV `A`: `a12`", "ARG `NEW`: not known"],
        [],
    ),
    "state-shell": (
        'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n«RU‸N» true\n',
        ["shell: `bash` with `pipefail` (line 2)"],
        [],
    ),
    "state-inherited": ("FROM a AS b\nUSER u\nFROM b\nWORKDIR x\n«RU‸N» true\n", ["user: `u` (line 2)"], []),
    "state-many": (
        "FROM a\nENV " + " ".join(f"V{n}={n}" for n in range(20)) + "\n«RU‸N» true\n",
        ["ENV `V19`: `19`", "and 8 variables more"],
        ["`V1`"],
    ),
    "layer": (
        HEAD + "COPY . .\n«RU‸N» apt-get update\n",
        [
            "**Layer 3**",
            "leaves behind `/var/lib/apt/lists`",
            "any file of the build context changes",
            "`debian:9` names another",
        ],
        [],
    ),
    "layer-paths": (
        "FROM a\nCOPY package.json src/ ./\n«RU‸N» npm ci\n",
        ["**Layer 2**", "`package.json`, `src/` of the build context changes"],
        ["any file"],
    ),
    "layer-argument": ("FROM a\nARG X\n«RU‸N» true\n", ["the build argument `X` has another value"], []),
    "layer-inherited": ("FROM a AS b\nRUN true\nFROM b\n«RU‸N» false\n", ["**Layer 2**"], []),
    "no-layer": ("FROM a\n«EN‸V» A=b\n", ["**ENV**"], ["**Layer"]),
    "variable-default": (HEAD + "WORKDIR /«$‸V»\n", ["`$V` = `12`", "the default of the global `ARG` in line 1"], []),
    "variable-env": (HEAD + "WORKDIR /«${‸A}»\n", ["`$A` = `a12`", "set by `ENV` in line 5", "written as `a$V`"], []),
    "variable-open": (HEAD + "WORKDIR /«$NE‸W»\n", ["`$NEW` = not known", "only the build tells its value"], []),
    "variable-base": (HEAD + "WORKDIR /«$OTH‸ER»\n", ["`$OTHER` = not known", "the base image may"], []),
    "variable-nothing": ("FROM scratch\nWORKDIR /«$OTH‸ER»\n", ["`$OTHER` = not set", "nothing gives it a value"], []),
    "variable-outside": ("ARG V=1\nFROM a\nWORKDIR /«$‸V»\n", ["it takes an `ARG V` here"], []),
    "variable-platform": ("FROM --platform=«$BUILD‸PLATFORM» a\n", ["= not known", "given by BuildKit"], []),
    "variable-platform-stage": (
        "FROM a\nARG TARGETARCH\nADD x-«$TARGET‸ARCH» /\n",
        ["declared by `ARG` in line 2", "Go's words"],
        [],
    ),
    "variable-script": (HEAD + "RUN echo «$‸A»\n", ["`$A` = `a12`", "set by `ENV`"], []),
    "variable-script-own": (HEAD + 'RUN A=x; echo "«$‸A»"\n', ["`$A` = `x`", "set by the script itself"], []),
    "variable-special": (HEAD + "RUN echo $‸1\n", [], ["`$1`"]),
    "variable-container": (HEAD + "CMD echo «$‸V»\n", ["`$V` is not set", "gone when a container runs"], []),
    "variable-operator": (HEAD + "WORKDIR /«${V:‸-x}»\n", ["`$V` = `12`", "`${V:-x}` may make something else of it"], []),
    "variable-secret-mount": ("FROM a\nRUN --mount=type=secret,id=s,env=T echo «$‸T»\n", ["holds a secret"], ["="]),
    "variable-path": ("FROM scratch\nWORKDIR /«$PA‸TH»\n", ["BuildKit's default"], []),
    "variable-trigger": (HEAD + "ONBUILD WORKDIR /«$‸A»\n", ["= not known"], []),
    "definition": (HEAD.replace("ENV A", "ENV «‸A»"), ["ENV `A` = `a12`", "nothing in this file uses it"], []),
    "definition-used": ("ARG «‸V»=1\nFROM a:$V\nARG V\n", ["ARG `V` = `1`", "used in lines 2, 3"], []),
    "secret": ("FROM a\nENV DB_PASSWORD=hunter2secret\nWORKDIR «$DB_PASS‸WORD»\n", ["hidden"], ["hunter2"]),
    "secret-definition": ("FROM a\nENV «DB_PASS‸WORD»=hunter2secret\n", ["hidden"], ["hunter2"]),
    "secret-state": ("FROM a\nENV DB_PASSWORD=hunter2secret\n«RU‸N» true\n", ["`DB_PASSWORD`: hidden"], ["hunter2"]),
    "secret-passed-on": (
        "FROM a\nENV T_PASSWORD=hunter2secret X=1\nENV Y=$T_PASSWORD\n«RU‸N» true\n",
        ["`Y`: hidden"],
        ["hunter2"],
    ),
    "secret-image": ("ARG A_PASSWORD=Tr0ubl3\nFROM «me/‸a:$A_PASSWORD»\n", ["**Image**"], ["Tr0u"]),
    "command": (
        HEAD + "RUN cd /tmp && sudo «apt-‸get» install -y curl git\n",
        [
            "**apt-get**",
            "package manager `apt`",
            "installs packages: `curl`, `git`",
            "asks nothing",
            "`sudo`",
            "run by `app` in `/tmp`",
        ],
        [],
    ),
    "command-leaves": ("FROM a\nRUN «apt-‸get» update\n", ["leaves `/var/lib/apt/lists` behind"], []),
    "command-json": ('FROM a\nRUN ["«apt-‸get»", "update"]\n', ["**apt-get**"], []),
    "command-heredoc": (
        "FROM a\nUSER u\nRUN <<EOF\ncd /x\n«apt-‸get» update\nEOF\n",
        ["**apt-get**", "run by `u` in `/x`"],
        [],
    ),
    "command-trigger": ("FROM a\nONBUILD RUN «apt-‸get» update\n", ["**apt-get**"], []),
    "command-check": ("FROM a\nHEALTHCHECK CMD «cur‸l» -f localhost\n", ["**curl**"], []),
    "subcommand": ("FROM a\nRUN apk «ad‸d» curl\n", ["**apk add** installs packages: `curl`"], []),
    "option": ("FROM a\nRUN apt-get install «-‸y» curl\n", ["`-y` of `apt-get`: asks nothing"], []),
    "option-long": ("FROM a\nRUN apk add «--no-ca‸che» curl\n", ["keeps no cache"], []),
    "option-bundle": ("FROM a\nRUN apt-get install «-‸yq» curl\n", ["asks nothing", "says less"], []),
    "option-value": ("FROM a\nRUN apt-get install «-‸t» sid curl\n", ["takes a value"], []),
    "user": ("FROM a\nARG U=me\nUSER «$‸U»\n", ["`$U` = `me`"], []),
    "workdir": ("FROM a\nWORKDIR /a\nWORKDIR «b‸»\n", ["`/a/b`"], []),
    "finding": ("FROM a\nUSER x\nRUN «sudo ap‸t-get install curl»\n", ["**apt-missing-yes**", "*How to fix it:*"], []),
    "suppression": (
        "FROM a\n# buildsecbot: ignore=«apt-miss‸ing-yes»,DL3015 -- no reason\nRUN apt-get install curl\n",
        ["Silenced for the instruction below\n", "**apt-missing-yes**", "*How to fix it:*"],
        [],
    ),
    "suppression-alias": (
        "FROM a\n# hadolint ignore=«DL3‸015»\nRUN apt-get install x\n",
        ["apt-no-install-recommends", "without a"],
        [],
    ),
    "suppression-shellcheck": ("FROM a\n# shellcheck disable=«SC1‸090»\nRUN a $b\n", ["www.shellcheck.net/wiki/SC1090"], []),
    "suppression-directive": (
        "# check=skip=«JSONArgs‸Recommended»\nFROM a\nCMD a b\n",
        ["Silenced for the whole file\n", "**shell-form-cmd**"],
        ["reason"],
    ),
    "suppression-stage": (
        "FROM a\n# buildsecbot: ignore-stage=«apt-miss‸ing-yes»\nRUN true\n",
        ["Silenced for this stage"],
        [],
    ),
    "suppression-wrong": (
        "FROM a\n# buildsecbot: ignore=«apt-missing-ye‸»\nRUN true\n",
        ["names no rule", "apt-missing-yes"],
        [],
    ),
    "escape-backtick": ("# escape=`\nFROM a\nENV A=b `\n  C=d\nWORKDIR «$‸C»\n", ["`$C` = `d`"], []),
    "crlf": ("FROM a\r\nENV A=b \\\r\n  C=d\r\nWORKDIR «$‸C»\r\n", ["`$C` = `d`", "in line 2"], []),
    "wide": ("FROM a\nENV 😀=😀 A=é😀\nWORKDIR /😀/«$‸A»\n", ["`$A` = `é😀`"], []),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    text, told, untold = CASES[name]
    file, marks = opened(text)
    found = hover(file, marks.cursor)
    if not told and found is None:
        return
    assert found is not None
    if marks.ranges and name != "finding":
        assert file.text[slice(*found.range)] == file.text[slice(*marks.ranges[0])]
    for piece in told:
        assert piece in found.text
    for piece in untold:
        assert piece not in found.text


@pytest.mark.parametrize(
    "text", ["FROM a\n‸\nRUN true\n", "# a com‸ment\nFROM a\n", "FROM a\nRUN ec‸ho a  b\n", "‸", "FROM a\nLABEL ‸a=b\n"]
)
def test_where_there_is_nothing_to_tell(text: str) -> None:
    file, marks = opened(text)
    found = hover(file, marks.cursor)
    assert found is None or "**echo**" in found.text or "error" in found.text


def test_a_build_argument_of_the_settings() -> None:
    file, marks = opened("ARG V=1\nFROM a:$‸V\n", build_args={"V": "2"})
    found = hover(file, marks.cursor)
    assert found is not None
    assert "`$V` = `2`" in found.text
    assert "given as a build argument" in found.text


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("src/", "takes `src/a.py`, `src/b.py` of the build context"),
        ("*.md", "takes `read.md` of the build context"),
        ("many", "`many/5` and 3 more of the build context"),
        ("notes.txt", "the ignore file leaves it out of the build context"),
        ("gone", "the build context holds nothing of that name"),
    ],
)
def test_what_a_source_takes_of_the_build_context(source: str, told: str, tmp_path: Path) -> None:
    for name in ("src/a.py", "src/b.py", "read.md", "notes.txt", *(f"many/{number}" for number in range(9))):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".dockerignore").write_text("notes.txt\n")
    text = f"FROM a\nCOPY {source} /x/\n"
    policy = snapshot(text).policy
    policy.providers = Providers(ContextFolder(str(tmp_path)))
    found = hover(Snapshot("file:///x", str(tmp_path / "Dockerfile"), text, policy), text.index(source))
    assert found is not None
    assert told in found.text
    assert text[slice(*found.range)] == source


@pytest.mark.parametrize("keyword", INSTRUCTIONS)
def test_every_instruction_is_explained(keyword: str) -> None:
    found = hover(snapshot(f"FROM a\n{keyword} x y\n"), 8)
    assert found is not None
    assert found.text.startswith(f"**{keyword}** {INSTRUCTIONS[keyword].summary}")


@pytest.mark.parametrize("key", FLAGS, ids="-".join)
def test_every_flag_is_explained(key: tuple[str, str]) -> None:
    keyword, name = key
    text = f"FROM a\n{keyword} --{name}=x y z\n"
    found = hover(snapshot(text), text.index("--") + 3)
    assert found is not None
    assert FLAGS[key].doc in found.text


@pytest.mark.parametrize("type_", MOUNTS)
def test_every_type_of_mounts_and_its_keys_are_explained(type_: str) -> None:
    for name in MOUNTS[type_].keys:
        text = f"FROM a\nRUN --mount=type={type_},{name}=x true\n"
        file = snapshot(text)
        of_type, of_key = hover(file, text.index(type_)), hover(file, text.index(f",{name}=") + 1)
        assert of_type is not None
        assert MOUNTS[type_].doc in of_type.text
        assert of_key is not None
        assert KEYS[name].doc in of_key.text
        assert "no use for it" not in of_key.text


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_predefined_argument_is_explained(name: str) -> None:
    text = f"FROM a\nARG {name}\n"
    found = hover(snapshot(text), text.index(name))
    assert found is not None
    assert ARGUMENTS[name].doc in found.text
