"""Rule files with one mistake each. A ``¦`` stands where the mistake is to be reported, and is no part of the file."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.providers import SCANNED
from analyzer.facts.schema import SORTS
from analyzer.rules.edits import EDITS

MARK = "¦"
HEAD = """\
id: sample
title: A sample
severity: info
confidence: high
category: style
status: stable
since: 0.1.0
aliases: [other/X1]
controls: [frame/1.1]
requires: [context, image]
references: [https://example.org/]
params: {words: {type: list, default: [a]}, most: {type: number, default: 3}, strict: {type: boolean, default: true}}
docs: What is bad.
remedy: Change it.
"""
MATCH = """\
match:
  instruction: RUN
  as: STEP
  any:
    - {text: x, next: {instruction: RUN, as: MAYBE}}
    - {text: y}
  commands: {as: ALL, some: {name: z, as: ONE}}
"""
TAIL = """\
message: 'found {STEP.kind}'
"""
EXAMPLES = """\
examples:
  bad: [{dockerfile: FROM scratch, findings: [{line: 1}]}]
  good: [{dockerfile: FROM scratch}]
"""
GOOD = HEAD + MATCH + TAIL + EXAMPLES

# Mistakes in the tests of a command, and the places where such tests can stand.
BODIES = [
    ("¦nme: x", "R102"),
    ("¦pakages: {some: {pinned: true}}", "R102"),
    ("¦instruction-kind: RUN", "R102"),
    ("name: {¦gt: 1}", "R107"),
    ("args: {¦glob: x}", "R107"),
    ("piped: {¦in: [true]}", "R107"),
    ("name: {¦contans: x}", "R108"),
    ("packages: {¦sum: {pinned: true}}", "R108"),
    ("piped: ¦yes", "R105"),
    ("name: {present: ¦on}", "R105"),
    ("args: {count: ¦many}", "R106"),
    ("name: {is: ¦shouting}", "R113"),
    ("args: {some: {is-not: [url, ¦uri]}}", "R113"),
    ("name: {matches: 'a¦('}", "R112"),
    ("name: {matches: [b, a¦)]}", "R112"),
    (r"subcommand: {matches: '(a)¦\1'}", "R120"),
    ("name: {matches: ¦(a+)+$}", "R121"),
    ("name: ¦{param: nothing}", "R110"),
    ("name: ¦{param: strict}", "R111"),
    ("args: {has: ¦{data: nothing}}", "R109"),
    ("use: ¦nothing", "R116"),
    ("name: {in: ¦[]}", "R401"),
    ("name: ¦{}", "R403"),
    ("name: {starts-with: [a, ¦~]}", "R303"),
    ("packages: ¦[x]", "R115"),
    ("next-in-pipe: ¦x", "R115"),
    ("packages: ¦{some: {pinned: true}, none: {pinned: false}}", "R115"),
    ("name: {ref: ¦NOTHING.text}", "R201"),
    ("any: ¦{name: x}", "R104"),
    ("condition: {in: [and, ¦nor]}", "R402"),
    ("name: a, ¦all: [{name: b}]", "R404"),
    ("name: ¦{present: false, glob: x}", "R404"),
]
PLACES = {
    "top": "{command: any, %}",
    "not": "{command: any, not: {%}}",
    "any": "{command: any, any: [{piped: true}, {%}]}",
    "all": "{command: any, all: [{piped: true}, {%}]}",
    "node": "{command: any, next-in-pipe: {%}}",
    "list": "{instruction: RUN, commands: {some: {%}}}",
    "count": "{instruction: RUN, commands: {count: {where: {%}, gt: 1}}}",
    "inside": "{word: any, inside: {command: any, %}}",
    "has": "{stage: any, has: {command: any, %}}",
    "precedes": "{command: any, precedes: {command: [x, y], %}}",
    "until": "{instruction: RUN, follows: {instruction: ENV, until: {command: any, %}}}",
}
# Mistakes of whole patterns.
PATTERNS = [
    ("¦RUN", "R101"),
    ("¦[RUN]", "R101"),
    ("¦{text: x}", "R101"),
    ("{instruction: RUN, ¦command: x}", "R101"),
    ("{instruction: RUN, next: ¦{kind: RUN}}", "R101"),
    ("{stage: ¦build}", "R103"),
    ("{word: ¦[a]}", "R103"),
    ("{instruction: ¦RUNN}", "R402"),
    ("{instruction: [RUN, ¦COPPY]}", "R402"),
    ("{instruction: ¦[]}", "R401"),
    ("{mount: any, type: ¦cash}", "R402"),
    ("{residue: any, kind: ¦caches}", "R402"),
    ("{pair: any, origin: {not-in: [¦envs]}}", "R402"),
    ("{stage: any, final: true, ¦not: {final: true}}", "R404"),
    ("{port: any, ¦low: {gt: 10, lt: 5}}", "R404"),
    ("{image: any, digest: {present: false}, ¦all: [{digest: x}]}", "R404"),
    ("{instruction: RUN, ¦stage: {present: false, final: true}}", "R404"),
    ("{stage: any, ¦has: {file: any}}", "R405"),
    ("{instruction: RUN, ¦inside: {command: x}}", "R405"),
    ("{instruction: RUN, ¦next: {command: x}}", "R405"),
    ("{stage: any, ¦prev: {stage: any}}", "R405"),
    ("{instruction: RUN, ¦follows: {file: any}}", "R405"),
    ("{file: any, ¦has: {scan: any}}", "R405"),
    ("{scan: any, ¦has: {image-file: any}}", "R405"),
    ("{vulnerability: any, ¦precedes: {vulnerability: any}}", "R405"),
    ("{instruction: RUN, ¦precedes: {image-package: any}}", "R405"),
    ("{instruction: RUN, ¦inside: {scan: any}}", "R405"),
    ("{account: any, ¦inside: {account: any}}", "R405"),
    ("{vulnerability: ¦severe}", "R402"),
    ("{account: [user, ¦root]}", "R402"),
    ("{scan: ¦latest}", "R103"),
    ("{vulnerability: any, epss: {gt: ¦0.5}}", "R106"),
    ("{instruction: RUN, precedes: {instruction: RUN, within: ¦layer}}", "R119"),
    ("{instruction: RUN, as: ¦step}", "R202"),
    ("{instruction: RUN, as: STEP, next: {instruction: RUN, as: ¦STEP}}", "R203"),
    ("{instruction: RUN, as: STEP, text: {ref: ¦STEP}}", "R204"),
    ("{instruction: RUN, commands: {as: C, some: {name: x}}, next: {instruction: RUN, text: {ref: ¦C.text}}}", "R205"),
    ("{instruction: RUN, as: STEP, text: {ref: ¦STEP.line-count}}", "R206"),
    ("{instruction: RUN, as: STEP, text: {ref: ¦STEP.txt}}", "R102"),
    ("{instruction: RUN, commands: {as: ¦C, none: {name: x}}}", "R207"),
    ("{port: any, low: {¦is: number}}", "R107"),
    ("{instruction: RUN, line-count: ¦{param: strict}}", "R111"),
    ("{instruction: RUN, onbuild: ¦{param: most}}", "R111"),
]
EXPRESSIONS = [
    ("a*¦*", "R112"), ("¦*a", "R112"), ("a|¦+", "R112"), ("a¦[b", "R112"), ("a[¦z-a]", "R112"), ("a{3}¦{2}", "R112"),
    ("a¦{3,2}", "R112"), ("a¦(b", "R112"), ("a¦)b", "R112"), (r"a¦\x1", "R112"), ("^¦*", "R112"), ("a¦(?=b)", "R120"),
    ("a¦(?!b)", "R120"), ("¦(?<=a)b", "R120"), ("¦(?<!a)b", "R120"), ("¦(?P<n>a)", "R120"), ("a*¦?", "R120"),
    ("a+¦+", "R120"), (r"a¦\Z", "R120"), (r"¦\Aa", "R120"), (r"(a)b¦\1", "R120"), ("(?¦x)a", "R120"),
    ("a¦(?i)b", "R120"), ("[¦[:alpha:]]", "R120"), (r"a¦\pL", "R120"), ("¦(a*)*", "R121"), (r"x¦(\w+\s?)+$", "R121"),
    ("x¦(?:a|b*)+", "R121"), ("a¦{2000}", "R121"), ("¦(a{500}){500}", "R121"), ("¦(a|b)*a(a|b){30}", "R121"),
]  # fmt: skip
# Mistakes in the message of a rule whose match binds STEP always, MAYBE in one branch, ALL as a list, ONE within it.
MESSAGES = [
    ("found ¦{", "R211"), ("¦} found", "R211"), ("{¦NOTHING.text}", "R201"), ("{¦STEP.txt}", "R212"),
    ("a {¦STEP.stage}", "R213"), ("it''s {¦MAYBE.text}", "R214"), ("{¦ONE.name}", "R214"),
    ("{¦STEP.text? unknown}", "R215"),
]  # fmt: skip
# Lines of a rule, replaced by others: mistakes in its keys.
LINES = [
    ("id: sample", "id: ¦Sample", "R304"),
    ("id: sample", "id: ¦sample_one", "R304"),
    ("id: sample", "id: ¦[sample]", "R302"),
    ("id: sample", "¦ids: sample\nid: sample", "R301"),
    ("title: A sample", "title: ¦[a]", "R302"),
    ("title: A sample", "title: ¦~", "R303"),
    ("severity: info", "severity: ¦warn", "R304"),
    ("severity: info", "severity: ¦[info]", "R302"),
    ("confidence: high", "confidence: ¦sure", "R304"),
    ("category: style", "category: ¦stile", "R304"),
    ("status: stable", "status: ¦beta", "R304"),
    ("status: stable", "on-unknown: ¦maybe", "R304"),
    ("status: stable", "replaced-by: ¦Other", "R304"),
    ("status: stable", "replaced-by: ¦other-rule", "R314"),
    ("status: stable", "url: ¦http://example.org", "R304"),
    ("status: stable", "at: ¦NOTHING", "R201"),
    ("status: stable", "at: ¦ONE", "R214"),
    ("status: stable", "labels: [¦{at: STEP}]", "R311"),
    ("status: stable", "labels: [{at: ¦NOTHING, message: x}]", "R201"),
    ("status: stable", "labels: [{at: STEP, message: '{¦NOTHING.text}'}]", "R201"),
    ("status: stable", "labels: [{at: STEP, message: x, ¦note: y}]", "R301"),
    ("status: stable", "labels: [{at: STEP, message: ¦It is here.}]", "R210"),
    ("status: stable", "changes: [¦{version: 0.2.0}]", "R311"),
    ("status: stable", "changes: ¦often", "R311"),
    ("since: 0.1.0", "since: ¦soon", "R304"),
    ("since: 0.1.0", "since: ¦1.0", "R304"),
    ("aliases: [other/X1]", "aliases: [¦Other X1]", "R304"),
    ("aliases: [other/X1]", "aliases: [other/X1, ¦other/X1]", "R309"),
    ("aliases: [other/X1]", "aliases: ¦{other: X1}", "R302"),
    ("controls: [frame/1.1]", "controls: [¦frame]", "R304"),
    ("requires: [context, image]", "requires: [¦A context]", "R304"),
    ("requires: [context, image]", "requires: [context, ¦images]", "R304"),
    ("requires: [context, image]", "requires: [context, ¦context]", "R309"),
    ("references: [https://example.org/]", "references: [https://example.org/, ¦example.org]", "R304"),
    ("docs: What is bad.", "docs: ¦[bad]", "R302"),
    ("remedy: Change it.", "remedy: ¦[a, b]", "R302"),
    ("remedy: Change it.", "remedy: ¦" + "Change it. " * 20, "R316"),
    ("remedy: Change it.", 'remedy: ¦"Change it.\\n\\nOr not."', "R316"),
    ("message: 'found {STEP.kind}'", "message: ¦[x]", "R302"),
    ("message: 'found {STEP.kind}'", "message: ¦''", "R208"),
    ("message: 'found {STEP.kind}'", 'message: ¦"a\\nb"', "R208"),
    ("message: 'found {STEP.kind}'", "message: ¦" + "x" * 101, "R209"),
    ("message: 'found {STEP.kind}'", "message: ¦found it.", "R210"),
]
PARAMETERS = [
    ("¦[words]", "R302"),
    ("{words: ¦list}", "R302"),
    ("{words: ¦{type: list}}", "R310"),
    ("{words: ¦{type: words, default: x}}", "R310"),
    ("{words: {type: list, default: [a], ¦min: 1}}", "R301"),
    ("{most: {type: number, default: ¦many}}", "R106"),
    ("{strict: {type: boolean, default: ¦yes}}", "R105"),
    ("{one: {type: string, default: ¦[a]}}", "R302"),
]
EXAMPLE_TEXTS = [
    ("¦none", "R312"),
    ("¦{bad: [{dockerfile: x, findings: [{line: 1}]}]}", "R312"),
    ("¦{good: [{dockerfile: x}]}", "R312"),
    ("¦{bad: [], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [¦x], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [¦{findings: [{line: 1}]}], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [¦{dockerfile: x}], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [¦{message: m}]}], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [{line: ¦one}]}], good: [{dockerfile: x}]}", "R106"),
    ("{bad: [{dockerfile: x, findings: [{line: 1, ¦col: 1}]}], good: [{dockerfile: x}]}", "R301"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], ¦note: y}], good: [{dockerfile: x}]}", "R301"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x, ¦findings: []}]}", "R301"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: ¦[x]}]}", "R302"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x}], ¦ugly: []}", "R301"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], settings: {¦wrds: [a]}}], good: [{dockerfile: x}]}", "R110"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], settings: {most: ¦few}}], good: [{dockerfile: x}]}", "R106"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], settings: ¦[a]}], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], given: ¦[a]}], good: [{dockerfile: x}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}], given: {¦day: x}}], good: [{dockerfile: x}]}", "R301"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x, given: {today: ¦now}}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x, given: {context: ¦[a]}}]}", "R312"),
    ("{bad: [{dockerfile: x, findings: [{line: 1}]}], good: [{dockerfile: x, given: {registry: {a: ¦x}}}]}", "R312"),
    *((f"{{bad: [{{dockerfile: x, findings: [{{line: 1}}]}}], good: [{{dockerfile: x, given: {{image: {image}}}}}]}}", code)
      for image, code in (
          ("¦app", "R312"), ("{¦name: x}", "R301"), ("{¦tags: [x]}", "R301"), ("{¦line: 1}", "R301"), ("{names: [¦~]}", "R303"),
          ("{signed: ¦yes}", "R105"), ("{files: ¦{path: x}}", "R312"), ("{files: [¦x]}", "R312"),
          ("{files: [{¦name: x}]}", "R301"), ("{files: [{line: ¦first}]}", "R106"), ("{accounts: [{id: ¦root}]}", "R106"),
          ("{vulnerabilities: [{¦fixable: true}]}", "R301"), ("{base-digest: ¦[x]}", "R302"),
      )),
]  # fmt: skip
FIXES = [
    ("¦x", "R302"),
    ("[¦x]", "R302"),
    ("[¦{title: t, effect: build}]", "R305"),
    ("[¦{effect: build, edits: [{delete-instruction: {at: STEP}}]}]", "R305"),
    ("[{title: t, effect: ¦safe, edits: [{delete-instruction: {at: STEP}}]}]", "R304"),
    ("[{title: t, effect: build, edits: [{¦remove: {at: STEP}}]}]", "R308"),
    ("[{title: t, effect: build, edits: [¦{delete-instruction: {at: STEP}, replace: {at: STEP, text: x}}]}]", "R308"),
    ("[{title: t, effect: build, edits: [{delete-instruction: {at: ¦NOTHING}}]}]", "R201"),
    ("[{title: t, effect: build, edits: [{delete-instruction: {at: STEP, ¦all: x}}]}]", "R301"),
    ("[{title: t, effect: build, edits: [{replace: {at: STEP, text: '{¦STEP.txt}'}}]}]", "R212"),
]
FAMILIES = [
    ("¦x", "R306"),
    ("¦[]", "R306"),
    ("[¦x]", "R306"),
    ("[{id: sample, kind: RUN, ¦Kind: RUN}]", "R306"),
    ("[{id: sample, kind: ¦RUNN}, {id: sample-b, kind: RUN}]", "R402"),
    ("[{id: sample, severity: ¦warn, kind: RUN}, {id: sample-b, kind: RUN}]", "R304"),
]
YAML = [
    ("title: A sample", "title: ¦&x A sample", "R006"),
    ("title: A sample", "title: ¦!!str A sample", "R007"),
    ("title: A sample", "title: ¦!python/object:os.system A sample", "R007"),
    ("docs: What is bad.", "¦<<: {docs: x}\ndocs: What is bad.", "R006"),
    ("docs: What is bad.", "¦[docs]: x\ndocs: What is bad.", "R008"),
    ("docs: What is bad.", "docs: What is bad.\n¦--- a", "R003"),
    ("docs: What is bad.", "docs: ¦@bad", "R002"),
    ("docs: What is bad.", "docs: a\n¦\tb: c", "R002"),
    ("docs: What is bad.", "docs: ¦\x01", "R002"),
    ("docs: What is bad.", "docs: " + "[" * 39 + "¦[", "R004"),
]


Case = tuple[str, str, str]


def cases() -> list[Case]:
    """(name, the text of a file with its mark, the code of its mistake)."""
    found = [*tests(), *keys(), *parts(), *sources(), *families()]
    return [(f"{number:03} {name}", text, code) for number, (name, text, code) in enumerate(found)]


def tests() -> Iterator[Case]:
    """Mistakes in matches and messages."""
    for place, frame in PLACES.items():
        for body, code in BODIES:
            yield f"{place}: {body}", plain(frame.replace("%", body)), code
    for pattern, code in PATTERNS:
        yield pattern, plain(pattern), code
    for sort in SORTS:
        yield f"field of {sort}", plain(f"{{{sort}: any, ¦nosuch: x}}"), "R102"
        if sort not in ("file", "stage", *SCANNED):
            yield f"field of {sort} in a relation", plain(f"{{stage: any, has: {{{sort}: any, ¦nosuch: x}}}}"), "R102"
    for expression, code in EXPRESSIONS:
        yield expression, plain(f"{{command: any, name: {{matches: '{expression}'}}}}"), code
    for message, code in MESSAGES:
        yield message, GOOD.replace("'found {STEP.kind}'", f"'{message}'"), code


def keys() -> Iterator[Case]:
    """Mistakes in the other keys, and YAML that is refused."""
    for old, new, code in (*LINES, *YAML):
        yield new, GOOD.replace(old, new, 1), code
    for key in ("id", "title", "severity", "category", "since", "remedy"):
        lines = [line for line in GOOD.splitlines(keepends=True) if not line.startswith(key + ":")]
        yield f"no {key}", MARK + "".join(lines), "R305"
    for line in HEAD.splitlines():
        yield f"twice: {line}", HEAD + MARK + line + "\n" + MATCH + TAIL + EXAMPLES, "R009"


def parts() -> Iterator[Case]:
    """Mistakes in parameters, examples and fixes."""
    written = GOOD[GOOD.index("params: ") + 8 : GOOD.index("\ndocs:")]
    for params, code in PARAMETERS:
        yield f"params: {params}", GOOD.replace(written, params), code
    for examples, code in EXAMPLE_TEXTS:
        yield f"examples: {examples}", HEAD + MATCH + TAIL + f"examples: {examples}\n", code
    for fix, code in FIXES:
        yield f"fix: {fix}", HEAD + f"fix: {fix}\n" + MATCH + TAIL + EXAMPLES, code
    for name, parameters in EDITS.items():
        needed = [parameter for parameter in parameters if not parameter.endswith("?")]
        given = ", ".join(f"{parameter}: {'STEP' if parameters[parameter] == 'capture' else 'x'}" for parameter in needed[1:])
        edit = f"[{{title: t, effect: build, edits: [{{¦{name}: {{{given}}}}}]}}]"
        yield f"edit without {needed[0]}: {name}", HEAD + f"fix: {edit}\n" + MATCH + TAIL + EXAMPLES, "R305"


def sources() -> Iterator[Case]:
    """Rules that do not say what they require."""
    for sort in sorted(SCANNED):
        for requires in ("requires: [context]\n", ""):
            head = HEAD.replace("requires: [context, image]\n", requires)
            yield (
                f"{sort} and {requires.strip() or 'no requires'}",
                f"{head}match: ¦{{{sort}: any}}\nmessage: found\n{EXAMPLES}",
                "R406",
            )


def families() -> Iterator[Case]:
    """Mistakes in rows."""
    for rows, code in FAMILIES:
        family = HEAD.removeprefix("id: sample\n") + f"for: {rows}\n" + MATCH.replace("RUN", "$kind") + TAIL + EXAMPLES
        yield f"for: {rows}", family, code


def plain(pattern: str) -> str:
    """A rule of this match, which has nothing else that could be wrong."""
    return HEAD + f"match: {pattern}\nmessage: found\n" + EXAMPLES
