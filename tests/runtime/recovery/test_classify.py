"""The cause of a failure, of texts that are written here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.runtime.recovery.classify import classify
from analyzer.runtime.recovery.table import builtin_table

COLOURED = "\x1b[91mE\x1b[0m\x1b[91m: \x1b[0m\x1b[91mUnable to locate package x\x1b[0m\x1b[91m"
TITLED = "\x1b]0;title\x07E: Unable to \x1b]8;;http://a\x1b\\locate\x1b]8;;\x1b\\ package x"
PODMAN = """\
STEP 1/2: FROM base
STEP 2/2: RUN x
/bin/sh: x: not found
Error: building at STEP "RUN x": while running runtime: exit status 127
"""
COMMAND = "E: Unable to locate package x || echo no space left on device"
ENTRIES = [(entry.id, line) for entry in builtin_table().entries for line in entry.matching]


def plain(*output: str, before: tuple[str, ...] = (), command: str = "make", code: int = 2) -> str:
    """What buildx prints of a build whose second step fails."""
    said = f'process "/bin/sh -c {command}" did not complete successfully: exit code: {code}'
    lines = ["#1 [internal] load build definition from Dockerfile", "#1 DONE 0.0s", "#4 [2/3] RUN prepare"]
    lines += [f"#4 0.1 {line}" for line in before]
    lines += ["#4 DONE 0.1s", f"#5 [3/3] RUN {command}", *(f"#5 0.2 {line}" for line in output), f"#5 ERROR: {said}"]
    lines += ["------", f" > [3/3] RUN {command}:", *(f"0.2 {line}" for line in output[-10:]), "------", "Dockerfile:3"]
    lines += ["-" * 20, f"   3 | >>> RUN {command}", "-" * 20, f"ERROR: failed to solve: {said}"]
    return "\n".join(lines) + "\n"


def classic(*output: str, command: str = "make", code: int = 2) -> str:
    """What the classic builder prints of the same."""
    lines = ["Step 1/3 : FROM base", " ---> 0123456789ab", "Step 2/3 : RUN prepare", " ---> Using cache", " ---> 0123456789ac"]
    lines += [f"Step 3/3 : RUN {command}", " ---> Running in 0123456789ad", *output]
    lines += [f"The command '/bin/sh -c {command}' returned a non-zero code: {code}"]
    return "\n".join(lines) + "\n"


CASES = [
    ("the step's own output tells", plain("E: Unable to locate package x"), "apt-locate"),
    ("another step's output does not", plain("stop", before=("E: Unable to locate package x",)), "wrapper-nonzero"),
    ("the command's own words do not", plain("stop", command=COMMAND), "wrapper-nonzero"),
    ("the command's own words do not, classic", classic("stop", command=COMMAND), "wrapper-nonzero"),
    ("what a shell traces does not", plain("+ echo no space left on device", "stop"), "wrapper-nonzero"),
    ("a warning is no cause", plain("warning: no space left on device", "stop"), "wrapper-nonzero"),
    ("what make ignores is no cause", plain("rm: x: Permission denied (ignored)", "stop"), "wrapper-nonzero"),
    (
        "a warning is the cause of what it leads to",
        plain("W: Failed to fetch http://a/  Temporary failure resolving 'a'", "E: Unable to locate package x"),
        "dns",
    ),
    ("and of nothing else", plain("W: Failed to fetch http://a/  Temporary failure resolving 'a'", "stop"), "wrapper-nonzero"),
    ("the higher rank wins", plain("write x: no space left on device", "E: Unable to locate package x"), "no-space"),
    ("in whatever order", plain("E: Unable to locate package x", "write x: no space left on device"), "no-space"),
    ("what was long before is no cause", plain("x: no space left on device", *["."] * 200, "stop"), "wrapper-nonzero"),
    ("pieces between colours", classic(COLOURED), "apt-locate"),
    ("a title and a link", plain(TITLED), "apt-locate"),
    ("lines that end in CR LF", plain("E: Unable to locate package x").replace("\n", "\r\n"), "apt-locate"),
    ("a bar that is drawn again", plain("10%\r50%\rE: Unable to locate package x"), "apt-locate"),
    ("an exit code that speaks", plain("stop", code=137), "run-oom"),
    ("one that speaks, classic", classic("stop", code=127), "cmd-not-found"),
    ("one that does not", plain("stop", code=13), "wrapper-nonzero"),
    ("podman", PODMAN, "cmd-not-found"),
    ("one line alone", "Error response from daemon: pull access denied for a, repository does not exist", "pull-denied"),
    ("a build that was cancelled", "#5 [2/2] RUN make\n#5 CANCELED\nERROR: failed to solve: context canceled\n", "unknown"),
    ("a success", "Step 1/1 : FROM base\n ---> 0123456789ab\nSuccessfully built 0123456789ab\n", "unknown"),
    ("nothing", "", "unknown"),
    ("words", "it is raining", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("log", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_cause(log: str, code: str) -> None:
    assert classify(log).code == code


@pytest.mark.parametrize(("entry", "line"), ENTRIES, ids=[f"{entry}-{number}" for number, (entry, _) in enumerate(ENTRIES)])
def test_an_example_alone_is_told_by_an_entry(entry: str, line: str) -> None:
    found = classify(line, stage="whatever")
    assert found.code != "unknown"
    assert found.evidence[0] == line.strip()
    if found.code != entry:  # another of higher rank says more
        assert builtin_table().entry(found.code).rank >= builtin_table().entry(entry).rank


def test_of_two_steps_that_fail_the_one_that_ended_the_build_counts() -> None:
    ended = 'process "/bin/sh -c two" did not complete successfully: exit code: 127'
    lines = [
        "#4 [a 2/2] RUN one",
        "#5 [b 2/2] RUN two",
        "#4 0.1 no space left on device",
        "#5 0.2 /bin/sh: 1: gradle: not found",
        f"#5 ERROR: {ended}",
        '#4 ERROR: process "/bin/sh -c one" did not complete successfully: context canceled',
        f"ERROR: failed to solve: {ended}",
    ]
    assert classify("\n".join(lines)).code == "cmd-not-found"


@pytest.mark.parametrize(
    ("line", "stage", "code"),
    [
        ("denied: requested access to the resource is denied", "push", "pull-denied"),
        ("tag invalid: it is taken", "push", "tag-immutable"),
        ("tag invalid: it is taken", "build", "unknown"),
        ("E: Unable to locate package x", "push", "unknown"),
        ("/bin/sh: 1: gradle: not found", "push", "unknown"),
    ],
)
def test_a_stage_has_causes_of_its_own(line: str, stage: str, code: str) -> None:
    found = classify(line, stage=stage)
    assert (found.code, found.stage) == (code, stage)


def test_a_driver_has_causes_of_its_own() -> None:
    line = "the --mount option requires BuildKit."
    assert classify(line, driver="classic").code == classify(line).code == "needs-buildkit"
    assert classify(line, driver="buildx").code == "unknown"


def test_a_failure_tells_what_the_table_does() -> None:
    found = classify(plain("a", "E: Unable to locate package x", "E: Unable to locate package y"))
    entry = builtin_table().entry("apt-locate")
    assert (found.category, found.message, found.remedies) == (entry.category, entry.cause, entry.remedies)
    assert (found.retryable, found.attempts, found.patch) == (False, 1, None)
    assert found.evidence == ("E: Unable to locate package x", "E: Unable to locate package y")
    assert found.line == 3


def test_what_is_not_known_is_quoted() -> None:
    found = classify(plain("one", "two", "three"))
    assert found.category == "command_failed"
    assert found.evidence[:3] == ("one", "two", "three")
    other = classify("ERROR: failed to solve: the moon is full")
    assert (other.category, other.message) == ("unknown", "failed to solve: the moon is full")


def test_evidence_is_short() -> None:
    found = classify(plain("E: Unable to locate package " + "x" * 100_000))
    assert max(map(len, found.evidence)) <= 400


@pytest.mark.parametrize(
    "text",
    [
        "npm error " * 200_000,
        "ERROR: Cannot install " * 100_000,
        "#1 " * 300_000,
        "\x1b]" * 500_000,
        "\x1b[" * 500_000,
        "\n".join(["Could not transfer artifact "] * 60_000),
        "------\n > [1/1] RUN x:\n" * 50_000,
        "[" * 1_000_000,
        "[internal] x\n" * 50_000,
        '{"vertexes": [' * 50_000,
        'process "' * 100_000,
    ],
    ids=range(11),
)
def test_long_texts_are_read_in_time(text: str) -> None:
    classify(text)


PIECES = st.sampled_from(
    [
        "#1 [1/2] FROM a\n",
        "#2 [2/2] RUN b\n",
        "#2 0.1 no space left on device\n",
        "#2 ERROR: x\n",
        "------\n",
        " > [2/2] RUN b:\n",
        "Dockerfile:2\n",
        "--------------------\n",
        "   2 | >>> RUN b\n",
        "ERROR: failed to solve: x\n",
        "Step 1/2 : FROM a\n",
        "STEP 2/2: RUN b\n",
        "\x1b[91m",
        "\r",
        '{"vertexes":[{"digest":"a","name":"[2/2] RUN b","error":"e"}]}\n',
        "{\n",
        "}\n",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=20).map("".join))
def test_any_text_is_classified_the_same_way_twice(text: str) -> None:
    assert classify(text) == classify(text)
