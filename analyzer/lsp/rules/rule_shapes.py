"""The files of a rules folder: rules, shared conditions, word lists, profiles and the manifest."""

# ruff: noqa: ARG002 - what a shape answers, and of what, is told once, at Shape

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.facts.scan import LINE, LISTS
from analyzer.facts.schema import BOOLEAN, SORTS
from analyzer.fixes.primitives import PRIMITIVES
from analyzer.lsp.rules.pattern_shapes import Pattern, SortBody
from analyzer.lsp.rules.shapes import ANY, FLAG, TEMPLATE, Choice, Entry, Listed, Listing, Named, Shape, Table
from analyzer.rules.check import PARAM_TYPES
from analyzer.rules.edits import CAPTURE, EDITS, EFFECTS
from analyzer.rules.examplefile import BAD_KEYS, GOOD_KEYS
from analyzer.rules.given import IMAGE_KEYS, given_keys
from analyzer.rules.given import KEYS as GIVEN_KEYS
from analyzer.rules.rulefile import KEYS, LISTED, REQUIRED, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.lsp.rules.known import Known
    from analyzer.lsp.rules.nodes import Keys

KEY_DOCS = {
    "id": "Lower-case words joined by hyphens that name what is bad.",
    "title": "What is bad, in one line.",
    "severity": "How bad it is; `off`: the rule is never in force.",
    "confidence": "How sure a finding is (default `high`).",
    "category": "The group it belongs to.",
    "status": "`preview` rules are for who names them, `deprecated` ones are on their way out (default `stable`).",
    "since": "The version that brought it, such as `0.1.0`.",
    "changes": "What has changed since: `{version, note}` each.",
    "replaced-by": "The rule that stands in for a deprecated one.",
    "aliases": "Rules of other tools that it stands for, `tool/NAME`, or its former ids.",
    "controls": "The controls it bears on, `framework/NUMBER`.",
    "requires": "What must be given besides the Dockerfile; without it the rule is inactive.",
    "references": "Addresses of pages that tell more.",
    "url": "A page of its own, else the first of the references.",
    "params": "What a configuration can set, each with `type` and `default`.",
    "docs": 'Why, as Markdown, and a heading "When to ignore"; the first paragraph is shown in reports.',
    "remedy": "How to fix it, in one or two sentences of plain text.",
    "match": "The pattern: a head, such as `instruction: RUN`, and tests of that node.",
    "on-unknown": "Whether it speaks where the file does not tell (default `silent`).",
    "at": "The capture where the finding stands; without it the node of the head.",
    "message": "What is said, one line without a full stop; `{CAPTURE.field}` is a value.",
    "labels": "Further places: `{at: CAPTURE, message: TEXT}` each.",
    "fix": "What mends it: `{title, effect, when, edits}` each. The first that fits is used, safe ones first.",
    "examples": "Dockerfiles it must speak about (`bad`) and must not (`good`).",
    "for": "Rows, each of which makes one rule: their keys are keys of the rule, or columns that stand for `$column`.",
}
EXAMPLE_DOCS = {
    "dockerfile": "The Dockerfile, as a block: `dockerfile: |`.",
    "findings": "All findings, in order, by `line` or `text` or both.",
    "why": "What is special about it.",
    "settings": "Values of the rule's parameters.",
    "fixed": "What all fixes of the rule, the unsafe ones too, make of it, byte for byte.",
    "given": "What is known besides the Dockerfile; nothing else is looked at.",
}
GIVEN_DOCS = {
    "today": "The day dates are judged against, such as `2026-11-22` (default `2026-01-01`).",
    "target": "The stage that is built.",
    "build-args": "Values of build arguments.",
    "context": "The files of the build context: names and contents.",
    "registry": "Images by their references: `digest` and `platforms`.",
    "image": "What the scan of the built image found.",
}
WORD_DOCS = {
    "preview": "for who names it", "stable": "in force by profiles", "deprecated": "on its way out",
    "silent": "it says nothing where its match is unknown", "report": "it also speaks where its match is unknown",
    "off": "never in force",
    "context": "the build context (`--context`)", "registry": "registries (`--registry`)", "image": "the scan of the image",
}  # fmt: skip
EFFECT_DOCS = {
    "format": "safe: layout only", "metadata": "safe: what is said of the image", "build": "safe: how it is built",
    "cleanup": "safe: what is left in the image needlessly", "image": "unsafe: what is in the image",
}  # fmt: skip
SIGNS = {"set-case": {"case": ("upper", "lower")}, "restrict-mode": {"bits": ("write", "setuid")}}
FINDING = Table((
    Entry("line", ANY, "The line of the Dockerfile, from 1.", "number"),
    Entry("text", ANY, "The text it stands at.", "text"),
    Entry("message", ANY, "The message as it comes.", "text"),
))  # fmt: skip
CAPTURED = Listed(lambda known: known.capture_words())
RULES = Listed(lambda known: known.rule_words())


def _edit(name: str, wanted: dict[str, str]) -> Entry:
    rows = []
    for parameter, kind in wanted.items():
        plain = parameter.rstrip("?")
        words = SIGNS.get(name, {}).get(plain)
        shape: Shape = CAPTURED if kind == CAPTURE else Choice(words) if words else TEMPLATE
        rows.append(Entry(plain, shape, "", kind + (", may be left out" if parameter.endswith("?") else "")))
    return Entry(name, Table(rows), edit_doc(name), ", ".join(wanted), "function")


def edit_doc(name: str) -> str:
    """What an edit does."""
    doc = PRIMITIVES[name].__doc__ if name in PRIMITIVES else ""
    return " ".join((doc or "").strip().split("\n\n")[0].replace("``", "`").split())


def _words(name: str) -> Choice:
    return Choice({word: WORD_DOCS.get(word, "") for word in (WORDS.get(name) or LISTED[name])})


def _scan(sort: str) -> Table:
    """What an example gives of a part of an image."""
    rows = []
    for name in given_keys(sort):
        if name in LISTS:
            rows.append(Entry(name, Listing(_scan(LISTS[name])), SORTS[sort].fields[name].doc, "list"))
        elif name == LINE:
            rows.append(Entry(name, ANY, "The line of the instruction that brought it.", "number"))
        else:
            field = SORTS[sort].fields[name]
            rows.append(Entry(name, FLAG if field.type == BOOLEAN else ANY, field.doc, field.type))
    return Table(rows)


def _given() -> Table:
    image = Table(Entry(name, ANY) for name in IMAGE_KEYS)
    special: dict[str, Shape] = {
        "build-args": Named(ANY), "context": Named(ANY), "registry": Named(image), "image": _scan("scan"),
        "target": ANY, "today": ANY,
    }  # fmt: skip
    return Table(Entry(name, special.get(name, ANY), GIVEN_DOCS.get(name, "")) for name in GIVEN_KEYS)


def _example(keys: tuple[str, ...]) -> Listing:
    settings = Named(ANY, lambda known: known.params(PARAM_TYPES))
    special: dict[str, Shape] = {"findings": Listing(FINDING), "settings": settings, "given": _given()}
    return Listing(Table(Entry(name, special.get(name, ANY), EXAMPLE_DOCS.get(name, "")) for name in keys))


def _shapes() -> dict[str, Shape]:
    label = Table((Entry("at", CAPTURED, "A capture.", "capture"), Entry("message", TEMPLATE, "What is said there.", "text")))
    change = Table((Entry("version", ANY, "", "version"), Entry("note", ANY, "", "text")))
    parameter = Table((
        Entry("type", Choice(PARAM_TYPES), "What its values are.", "type"),
        Entry("default", ANY, "Its value where nothing is set.", "value"),
        Entry("docs", ANY, "What it is for.", "text"),
    ))  # fmt: skip
    edits = Table(_edit(name, wanted) for name, wanted in EDITS.items())
    fix = Table((
        Entry("title", ANY, "What it does, as people choose it.", "text"),
        Entry("effect", Choice({word: EFFECT_DOCS.get(word, "") for word in EFFECTS}), "What the change may do.", "effect"),
        Entry("when", SortBody("match"), "Further tests of the matched node, which may bind names.", "tests"),
        Entry("edits", Listing(edits), "The edits, in order.", "list of edits"),
    ))  # fmt: skip
    examples = Table((
        Entry("bad", _example(BAD_KEYS), "It must speak about these.", "list of examples"),
        Entry("good", _example(GOOD_KEYS), "It must not speak about these.", "list of examples"),
    ))  # fmt: skip
    return {
        "match": Pattern(), "at": CAPTURED, "message": TEMPLATE, "labels": Listing(label, alone=True),
        "changes": Listing(change, alone=True), "params": Named(parameter), "fix": Listing(fix), "examples": examples,
        "aliases": Listed(lambda known: known.aliases()), "controls": Listed(lambda known: known.controls()),
        "replaced-by": RULES, **{name: _words(name) for name in (*WORDS, *LISTED)},
    }  # fmt: skip


class _Row(Shape):
    """A row of a family: keys of a rule, and columns."""

    def entries(self, known: Known, mapping: Keys) -> Iterable[Entry]:
        for entry in RULE.rows.values():
            if entry.name not in ("for", "match", "examples", "params"):
                yield entry
        for column in known.columns():
            yield Entry(column, ANY, f"Stands for `${column}` in this file.", "column", "variable")


RULE = Table(())
_KEY_SHAPES = _shapes()
for _name in (*REQUIRED, *sorted(KEYS - set(REQUIRED))):
    _detail = "required" if _name in REQUIRED else ""
    RULE.rows[_name] = Entry(_name, _KEY_SHAPES.get(_name, ANY), KEY_DOCS.get(_name, ""), _detail)
RULE.rows["for"] = Entry("for", Listing(_Row()), KEY_DOCS["for"])
CONDITION = Table((
    Entry("sort", Choice({sort.name: sort.doc for sort in SORTS.values()}), "The sort of node it is of.", "sort"),
    Entry("docs", ANY, "What holds where it holds.", "text"),
    Entry("match", SortBody("sort"), "The tests.", "tests"),
))  # fmt: skip
PROFILE = Table((
    Entry("docs", ANY, "What it is for.", "text"),
    Entry("rules", RULES, "Rules by their ids.", "list"),
    Entry("select", Listed(lambda known: known.groups()), "Categories, tools of aliases, frameworks, or `ALL`.", "list"),
    Entry("except", RULES, "Ids to leave out.", "list"),
))  # fmt: skip
MANIFEST = Table((Entry("language", Choice(("1",)), "The version of the rule language that these rules need.", "number"),))
