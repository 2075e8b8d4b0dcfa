"""``buildsecbot check``."""

from __future__ import annotations

from analyzer.cli.judging import Recipe, contexts_of, name_standard_input, policies_of, remarker_of
from analyzer.cli.main import may_be_many
from analyzer.cli.options import Arguments, Command, Option, UsageError, read_arguments
from analyzer.cli.output import complain, note, write
from analyzer.cli.reporting import complain_of, emit, read_outputs, settle, watched
from analyzer.config.files import DISK
from analyzer.lint.discovery import STDIN, discover
from analyzer.lint.finding import SEVERITIES, at_least
from analyzer.lint.run import each_target
from analyzer.report.formats import FORMATS
from analyzer.report.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from analyzer.cli.fixing import Fixed
    from analyzer.cli.keeping import Keeper
    from analyzer.cli.since import Change
    from analyzer.config.files import Files
    from analyzer.config.policies import Policies
    from analyzer.lint.cache import ResultCache
    from analyzer.lint.comparison import Comparison
    from analyzer.lint.discovery import Target
    from analyzer.lint.run import FileResult, Policy
    from analyzer.providers.registry import Registries

_WIDTH = max(map(len, FORMATS))
COMMAND = Command(
    "check",
    "[PATH...]",
    "Judges Dockerfiles: the files named, those below the directories named, or - for standard input.",
    (
        Option("format", "F[:FILE]", "a format below, to standard output or to a file", repeatable=True),
        Option("select", "S", "use these rules in place of the profile 'recommended'", repeatable=True),
        Option("extend-select", "S", "use these rules too", repeatable=True),
        Option("ignore", "S", "leave these rules out, whatever selects them", repeatable=True),
        Option("profile", "NAME", "the rules to use: recommended (default), strict, hadolint, buildkit or a framework"),
        Option("rules", "DIR", "use the rules of a folder, a file or package:NAME too", repeatable=True),
        Option("fail-on", "LEVEL", "the least severity for exit code 1 (default: warning)", (*SEVERITIES, "never")),
        Option("build-arg", "NAME=VALUE", "the value of a build argument", repeatable=True),
        Option("target", "STAGE", "the stage to judge as final"),
        Option("context", "DIR", "the build context: its ignore file, and what COPY and ADD find in it"),
        Option("build-contexts", "", "look at the build contexts that Compose and Bake files name, where they lie in the tree"),
        Option("registry", "", "ask registries for the digests and platforms of images"),
        Option(
            "image-scan", "FILE", "the result of scanning the image of the one file checked, for the rules that look at images"
        ),
        Option("shellcheck", "", "have ShellCheck judge the scripts, too"),
        Option("fix", "", "write the safe fixes: those that leave what the image holds and does as it is"),
        Option("unsafe-fixes", "", "with --fix or --diff, also those that may change that"),
        Option("add-suppressions", "REASON", "write a comment for each finding that silences it, with the reason"),
        Option("diff", "", "print what --fix or --add-suppressions would change as a patch, and write nothing"),
        Option("baseline", "FILE", "report only what is not in this record of known findings"),
        Option("write-baseline", "", "record the findings of now, in --baseline FILE or .buildsecbot-baseline.json"),
        Option("since", "REV", "report only what the change since a git revision brings about; REV... since HEAD left REV"),
        Option("locked", "", "with --since: configuration, rules and comments count as they were at the revision"),
        Option("stdin-filename", "NAME", "what the file on standard input is called: for its configuration and in reports"),
        Option("config", "FILE", "the configuration: a .buildsecbot.yaml, a pyproject.toml or hadolint's"),
        Option("jobs", "N", "how many processes work (default: as many as there are processors, where it is worth it)"),
        Option("no-cache", "", "check files again that have not changed since an earlier run"),
        Option("no-progress", "", "show no bar on the terminal while many files are checked"),
        Option("isolated", "", "read no configuration file but that of --config"),
    ),
    """
buildsecbot check                                  every Dockerfile below the current directory
buildsecbot check --fail-on error Dockerfile       exit code 1 only for errors
buildsecbot check --select security,DL3008 app/    these rules only
buildsecbot check --format text --format sarif:report.sarif .
buildsecbot check --context . docker/Dockerfile    judge what it copies, too
buildsecbot check --since origin/main              only what this branch brings about
git show HEAD:Dockerfile | buildsecbot check -
""",
    """
A selector S, or several joined by commas, is a rule id, another tool's name for it (DL3008, hadolint/DL3008),
a category, another tool's name for all it covers (hadolint), a framework (cis-docker) or ALL.

Nothing but the Dockerfiles, and the Compose and Bake files that name them, is read, and no network is used, unless --context,
--build-contexts or --registry asks for it. With --registry, credentials are those of docker login; an image that cannot be
looked up is an error. With --since git is asked for objects and the index, and for nothing else: nothing is fetched.

Formats F:
"""
    + "".join(f"  {form.name:{_WIDTH}}  {form.help}\n" for form in FORMATS.values()),
)


def main(words: list[str]) -> int:
    """Runs ``check`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import EXIT_CODES, command_help

        write(command_help(COMMAND) + "\n" + EXIT_CODES)
        return 0
    outputs = read_outputs(arguments)
    _check_fixing(arguments)
    change = _since(arguments)
    keeper = _keeper(words, arguments)
    policies, asked = policies_of(arguments, _configurations(change, keeper))
    outputs = settle(outputs, policies)
    targets, policy_of = _targets(arguments, policies, change, keeper)
    fixed: Fixed | None = None
    if _changes(arguments):
        fixed = _change(arguments, targets, policies)
        if arguments.has("diff"):
            return 2 if fixed.failed else int(fixed.files > 0)
        targets = fixed.targets
    compares = change is not None or arguments.has("baseline") or arguments.has("write-baseline") or policies.compares()
    is_inline = any(target.inline is not None for target in targets)
    taken = fixed is not None and STDIN in arguments.operands  # standard output, by what was fixed
    streams = not compares and not is_inline and not taken and all(FORMATS[form].streams for form, _ in outputs)
    shows = policies.fixes or any(FORMATS[form].quotes for form, _ in outputs)
    checked = _results(arguments, words, targets, policy_of, fixes=policies.fixes, kept=not streams, shows=shows)
    if streams:
        from analyzer.cli.streaming import write_streams

        return _ended(write_streams(outputs, checked), asked, fixed)
    results = list(checked)
    comparison: Comparison | None = None
    told: list[str] = []
    if compares:
        from analyzer.cli.comparing import compared

        results, comparison, told = compared(arguments, policies, policy_of, targets, results, change)
    if is_inline:
        from analyzer.lint.builds import put_back

        put_back(targets, results)
    written = [(path, emit(form, path, results, policies)) for form, path in outputs if path or not taken]
    if ("text", "") in outputs:
        write("".join(f"{visible(line)}\n" for line in told))
    if fixed is not None and ("text", "") in outputs and STDIN not in arguments.operands:
        write(fixed.line + "\n")
    complain_of(results, outputs)
    if comparison is not None:
        _tell(comparison, in_report=("text", "") in outputs)
    elif keeper is not None:
        keeper.keep(policies, results, written, exit_code(results))
    return _ended(exit_code(results), asked, fixed)


def _keeper(words: list[str], arguments: Arguments) -> Keeper | None:
    """What keeps the run for the next one; None for a run on a few files, which need not load it."""
    if not may_be_many(arguments.operands):
        return None
    from analyzer.cli.keeping import Keeper

    return Keeper.of(words, arguments)


def _configurations(change: Change | None, keeper: Keeper | None) -> Files:
    """Where the configurations of a run are read."""
    if change is not None:
        return change.files
    return keeper.files if keeper is not None else DISK


def _ended(code: int, asked: Registries | None, fixed: Fixed | None) -> int:
    """The exit code of a run whose findings have this one; what registries did not tell is complained about."""
    problems = asked.problems if asked is not None else {}
    for reference, problem in problems.items():
        complain(f"the registry of {reference}: {problem}")
    return 2 if problems or (fixed is not None and fixed.failed) else code


def _tell(comparison: Comparison, *, in_report: bool) -> None:
    """Prints to standard error what no report tells of a comparison; `in_report` that one tells its lines."""
    for line in () if in_report else comparison.lines():
        note(visible(line))
    if comparison.refused:
        complain(comparison.refused)


def _results(
    arguments: Arguments,
    words: list[str],
    targets: list[Target],
    policy_of: Callable[[str], Policy],
    *,
    fixes: bool,
    kept: bool,
    shows: bool,
) -> Generator[FileResult, None, None]:
    """What is found, file by file, by ShellCheck too, or by several processes where there are many files.

    What is `kept` of a run may come from the cache; that holds the results of all files, so others do without it.
    """
    remarker, jobs = remarker_of(arguments), _jobs(arguments)
    if remarker is not None or len(targets) == 1:
        found = each_target(targets, policy_of, remarker)
    else:
        from analyzer.lint.batch import check_batch

        cache: ResultCache | None = None
        if kept and not arguments.has("no-cache"):
            from analyzer.facts.day import today
            from analyzer.lint.cache import ResultCache

            cache = ResultCache(today())
        recipe = None if arguments.has("since") else Recipe(words, fixes=fixes)
        found = check_batch(targets, policy_of, cache=cache, recipe=recipe, jobs=jobs, shows=shows)
    return watched(found, len(targets), arguments)


def _jobs(arguments: Arguments) -> int:
    """How many processes are asked for; 0 where that is left open. Raises UsageError."""
    given = arguments.one("jobs", "0")
    if not (given.isascii() and given.isdigit()) or int(given) > 1000:
        raise UsageError(f"--jobs {given} is no number of processes", "write --jobs 4, or leave it out")
    return int(given)


def _since(arguments: Arguments) -> Change | None:
    """The change that a run is about, if it is about one. Raises UsageError."""
    for name in ("since", "locked", "write-baseline"):
        if arguments.has(name):
            from analyzer.cli import baselines, since

            baselines.check_options(arguments)
            since.check_options(arguments)
    if not arguments.has("since"):
        return None
    return since.Change(arguments.one("since"), arguments.operands or ["."], locked=arguments.has("locked"))


def _targets(
    arguments: Arguments, policies: Policies, change: Change | None, keeper: Keeper | None
) -> tuple[list[Target], Callable[[str], Policy]]:
    """The files of a run, and how each is judged."""
    operands = arguments.operands or ["."]
    found = discover(operands, change.is_tracked if change is not None and change.locked else None, contexts_of(arguments))
    if arguments.has("stdin-filename"):
        name_standard_input(found, arguments.one("stdin-filename"))
    if keeper is not None:
        keeper.searched(found)
    if change is None:
        return policies.wanted(found), policies.of
    found = change.targets(found, policies)
    return policies.wanted(found, change.names), lambda path: policies.of(change.judged_as(path))


def _changes(arguments: Arguments) -> bool:
    """Files are changed, or it is shown how."""
    return arguments.has("fix") or arguments.has("diff") or arguments.has("add-suppressions")


def _change(arguments: Arguments, targets: list[Target], policies: Policies) -> Fixed:
    from analyzer.cli.fixing import fix_targets, silence_targets

    only_show = arguments.has("diff")
    files = watched(targets, len(targets), arguments)
    if arguments.has("add-suppressions"):
        return silence_targets(files, policies.of, arguments.one("add-suppressions"), only_show=only_show)
    return fix_targets(files, policies.of, arguments.has("unsafe-fixes"), only_show=only_show)


def _check_fixing(arguments: Arguments) -> None:
    """Refuses options that do not go together."""
    if arguments.has("add-suppressions"):
        for other in ("fix", "unsafe-fixes", "shellcheck"):
            if arguments.has(other):
                raise UsageError(f"--add-suppressions and --{other} exclude each other", "run one after the other")
        reason = arguments.one("add-suppressions")
        if not reason.strip() or not reason.isprintable():
            raise UsageError("--add-suppressions needs a reason", "say in one line why the findings are accepted")
    if arguments.has("fix") and arguments.has("diff"):
        raise UsageError("--fix and --diff exclude each other", "--diff shows what --fix would write")
    if arguments.has("unsafe-fixes") and not (arguments.has("fix") or arguments.has("diff")):
        raise UsageError("--unsafe-fixes fixes nothing by itself", "add --fix or --diff")
    if _changes(arguments) and STDIN in arguments.operands and len(arguments.operands) > 1:
        raise UsageError("standard input is fixed alone", "name no other file beside -")


def exit_code(results: list[FileResult]) -> int:
    """2 where a file could not be checked, else 1 where a finding reaches the threshold of its file, else 0."""
    if any(result.error for result in results):
        return 2
    reached = any(at_least(finding.severity, result.fail_on) for result in results for finding in result.findings)
    return 1 if reached else 0
