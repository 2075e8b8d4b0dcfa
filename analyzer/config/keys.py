"""The keys of a configuration file: one table for the checker, the JSON Schema and the reference."""

from __future__ import annotations

from analyzer.lint.finding import SEVERITIES


class Key:
    """A key: its name, the kind of its value, and what it says.

    The kinds: ``text``, ``path``, ``level`` (a severity or ``never``), ``texts`` (a list, or one text), ``values`` (names to
    texts), ``severities`` (rules to a severity or ``off``), ``settings`` (rules to parameters to values), ``format`` (a mapping
    of its own), ``overrides`` (a list of mappings of their own).

    Of those in ``format``: ``case`` (of keywords), ``indent`` (columns or ``tab``), ``count``, ``flag``.
    """

    __slots__ = ("help", "kind", "name")

    def __init__(self, name: str, kind: str, help: str) -> None:
        self.name = name
        self.kind = kind
        self.help = help


LEVELS = (*SEVERITIES, "never")
RULE_LEVELS = (*SEVERITIES, "off")
CASES = ("upper", "lower", "keep")
INDENTS = ("tab", *map(str, range(17)))
COUNTS = tuple(map(str, range(11)))
FLAGS = ("true", "false")

SHARED = (
    Key("extend-select", "texts", "Rules to use too: ids, other tools' names, categories, frameworks."),
    Key("ignore", "texts", "Rules to leave out. A later layer brings a rule back only by naming it itself."),
    Key("severity", "severities", "Severities by rule, `off` for none; a rule that is given one is in force."),
    Key("settings", "settings", "Values of the parameters of rules; a rule that is given one is in force."),
    Key("fail-on", "level", "The least severity that fails a run."),
    Key("build-args", "values", "Values of build arguments."),
    Key("target", "text", "The stage to judge as final."),
    Key("context", "path", "The build context, relative to this file."),
    Key("format", "format", "How `buildsecbot format` lays files out; its keys are below."),
)
"""What may stand in an override, too."""

KEYS = (
    Key("extends", "texts", "Configurations that this one adds to: paths relative to this file, or `package:NAME`."),
    Key("profile", "text", "The rules to begin with: `recommended`, `strict`, `hadolint`, `buildkit` or a framework."),
    Key("select", "texts", "The rules to begin with, in place of a profile."),
    Key("ruleset", "text", "The set of built-in rules to stay with, such as `2026.1`: newer rules only where they are named."),
    Key("rules", "texts", "Further rules: files and folders relative to this file, or `package:NAME`."),
    *SHARED,
    Key("baseline", "path", "A recorded state, relative to this file: the findings in it are known and not reported."),
    Key("exclude", "texts", "Files that are not looked at where a folder is walked: patterns of .gitignore."),
    Key("overrides", "overrides", "What is different for some files."),
)
OVERRIDE_KEYS = (Key("paths", "texts", "The files it is for: patterns of .gitignore, relative to this file."), *SHARED)
FORMAT_KEYS = (
    Key("keyword-case", "case", "How keywords are written: `upper` (default), `lower` or `keep`."),
    Key("indent", "indent", "The columns of a level of indentation, 0 to 16, or `tab`; 4 if nothing says otherwise."),
    Key("blank-lines", "count", "The most empty lines in a row, 0 to 10; 1 if nothing says otherwise."),
    Key("split-runs", "flag", "Each command of a long `RUN` on a line of its own; `false` if nothing says otherwise."),
)
"""The keys of `format`."""
