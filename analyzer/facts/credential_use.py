"""Credentials that a command takes from variables of the Dockerfile."""

from __future__ import annotations

from analyzer.facts import secret_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.facts.commands import Command


def credentials(command: Command) -> list[str]:
    """The variables among its words and assignments, each once, that ARG or ENV defines and whose name promises a credential.

    What ARG and ENV set of such variables stands in the environment of the step, and so in the history of the image or of the
    build (frontend/dockerfile/dockerfile2llb/convert.go, dispatchRun). Names that tell little are left out.
    """
    step = command.instruction
    if step.onbuild or step.stage is None:
        return []
    simple = command.simple
    words = [*simple.words, *(one.value for one in simple.assignments if one.value is not None)]
    words += [one.heredoc.content for one in simple.redirects if one.heredoc is not None]
    found: dict[str, None] = {}
    for word in words:
        for reference in word.references:
            name = reference.name
            if secret_names.judge(name) == secret_names.STRONG and step.environment.defined(name, step.tick):
                found[name] = None
    return list(found)
