"""``buildsecbot scan``."""

from __future__ import annotations

from analyzer.cli.options import Arguments, Command, Option, UsageError, read_arguments
from analyzer.cli.output import write
from analyzer.cli.runtime_options import COMMON, JUDGING, judging_of, timeout_of
from analyzer.runtime.requests import SCANNERS, VULNERABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.runtime.requests import ScanRequest

EXIT_CODES = """\
Exit codes: 0 nothing at or above the threshold; 1 vulnerabilities or findings; 2 not assessed, or trouble; 130 cancelled.
"""
SCANNING = (
    Option("scanner", "NAME", "who looks: posture (default, built in), trivy, grype or clair", SCANNERS, repeatable=True),
    Option("advisories", "DIR", "a folder of OSV advisories that the built-in scanner looks packages up in"),
    Option("vulnerable", "LEVEL", "the least severity of vulnerabilities that fails it (default: --fail-on)", VULNERABLE),
    Option("only-fixable", "", "count only vulnerabilities of which there is a version without"),
    Option("accept", "ID", "a vulnerability that is accepted: 'ID [until=YYYY-MM-DD] [-- reason]'", repeatable=True),
    Option("accept-gaps", "", "do not fail for what nobody has looked at; the result tells it all the same"),
    Option("oldest-database", "DAYS", "how old a scanner's database may be (default: 5; 0 for any age)"),
    Option("clair-url", "URL", "where Clair serves"),
    Option("sbom", "FILE", "write the inventory as CycloneDX"),
    Option("summary", "F:FILE", "write a summary for people: text, markdown, html or json", repeatable=True),
)
COMMAND = Command(
    "scan",
    "REF|ARCHIVE",
    "Looks for what is wrong in an image that the engine has, or in an archive of docker save or an OCI layout.",
    (
        *SCANNING,
        Option(
            "dockerfile", "FILE", "the Dockerfile it was built of: findings at its lines, and the rules that look at images"
        ),
        *JUDGING,
        *COMMON,
    ),
    """
buildsecbot scan app:1.2
buildsecbot scan --advisories osv/ --sbom app.cdx.json app:1.2
buildsecbot scan --scanner posture --scanner trivy --vulnerable critical app:1.2
buildsecbot scan --dockerfile Dockerfile --result scan.json app.tar
buildsecbot check --image-scan scan.json --format sarif Dockerfile
""",
    """
The built-in scanner needs no other program: it looks at configuration, files, accounts and packages, and at vulnerabilities
where --advisories gives it some. What nobody has looked at is "not assessed", never nothing found, and fails the scan.
A level includes the graver ones: error is high and critical, warning medium too, info low too, style everything.
""",
)


def main(words: list[str]) -> int:
    """Runs ``scan`` on the words behind it and returns the exit code. Raises UsageError and OSError."""
    arguments = read_arguments(COMMAND, words)
    if arguments.has("help"):
        from analyzer.cli.help import command_help

        write(command_help(COMMAND) + "\n" + EXIT_CODES)
        return 0
    if len(arguments.operands) != 1:
        raise UsageError("scan takes one image", "write buildsecbot scan NAME:TAG, or the path of an archive")
    request = request_of(arguments, arguments.operands[0], arguments.one("dockerfile"))
    from analyzer.cli.runtime_output import run
    from analyzer.cli.runtime_text import text_of
    from analyzer.runtime.scanning import scan

    return run(arguments, lambda listen, cancel: scan(request, listen=listen, cancel=cancel), text_of)


def request_of(arguments: Arguments, image: str, dockerfile: str) -> ScanRequest:
    """What a command line asks to be scanned. Raises UsageError."""
    from analyzer.runtime.requests import ScanRequest

    return ScanRequest(
        image=image,
        scanners=tuple(dict.fromkeys(arguments.all("scanner"))) or ("posture",),
        advisories=arguments.one("advisories"),
        sbom=arguments.one("sbom"),
        summaries=_summaries(arguments),
        dockerfile=dockerfile,
        fail_on=arguments.one("vulnerable", arguments.one("fail-on", "error")),
        only_fixable=arguments.has("only-fixable"),
        ignore=tuple(arguments.all("accept")),
        oldest_database=_days(arguments),
        clair_url=arguments.one("clair-url"),
        accept_gaps=arguments.has("accept-gaps"),
        judging=judging_of(arguments),
        dry_run=arguments.has("dry-run"),
        timeout=timeout_of(arguments),
    )


def _days(arguments: Arguments) -> float | None:
    """The age that is too much; None where any will do. Raises UsageError."""
    text = arguments.one("oldest-database", "5")
    if not (text.isascii() and text.isdigit()) or int(text) > 36_500:
        raise UsageError(f"--oldest-database {text} is no number of days", "write --oldest-database 5, or 0 for any age")
    return float(text) or None


def _summaries(arguments: Arguments) -> tuple[tuple[str, str], ...]:
    found = []
    for word in arguments.all("summary"):
        form, _, path = word.partition(":")
        if form not in ("text", "markdown", "html", "json") or not path:
            raise UsageError(f"--summary {word} names no format and file", "write --summary html:summary.html")
        found.append((form, path))
    return tuple(found)
