"""A rule to begin with."""

from __future__ import annotations

TEMPLATE = """\
# The language is described in docs/rule-language.md. What a rule can ask, and completion in an editor: buildsecbot rules schema
# Run the examples:  buildsecbot rules test {id}.yaml
# Why (not) here:    buildsecbot rules trace --rules {id}.yaml {id} Dockerfile:12
id: {id}
title: curl does not notice that a download failed
severity: warning
category: {category}
since: 0.1.0
docs: |
  Say here what is bad about it, and why. The first paragraph is shown in reports.

  ## When to ignore

  Say here when it is fine.
remedy: Say here how to fix it, in one or two sentences.
match:
  command: curl
  as: CURL
  instruction: {{kind: RUN}}
  not: {{options: [-f, --fail]}}
message: '{{CURL.name}} is called without --fail'
examples:
  bad:
    - dockerfile: |
        FROM alpine:3.20
        RUN curl -o /app.tar https://example.org/app.tar
      findings: [{{line: 2, text: curl -o /app.tar https://example.org/app.tar}}]
    - dockerfile: |
        FROM alpine:3.20
        RUN apk add curl && curl -s https://example.org/app.sh | sh
      findings: [{{line: 2, message: curl is called without --fail}}]
      why: Also as a part of a longer script.
  good:
    - dockerfile: |
        FROM alpine:3.20
        RUN curl -fsS -o /app.tar https://example.org/app.tar
    - dockerfile: |
        FROM alpine:3.20
        RUN echo "curl https://example.org"
      why: Nothing is called here.
"""


def scaffold(id_: str, category: str) -> str:
    """The file of a rule that works, for somebody to change."""
    return TEMPLATE.format(id=id_, category=category)
