# syntax=docker/dockerfile:1

# buildsecbot: ignore-file=base-image-digest-missing -- a release names it: --build-arg PYTHON=python:3.13-slim@sha256:...
#
# PYTHON is the image that it is built on.
ARG PYTHON=python:3.13-slim

# build installs the program into a folder of its own
FROM ${PYTHON} AS build
WORKDIR /source
RUN python -m venv /opt/buildsecbot
COPY pyproject.toml README.md LICENSE ./
COPY grammars grammars
COPY rules rules
COPY analyzer analyzer
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/buildsecbot/bin/python -m pip install ".[shellcheck]"

# What runs: docker run --rm --network none -v "$PWD:/work:ro" buildsecbot check

FROM ${PYTHON}
ARG SOURCE REVISION VERSION
LABEL org.opencontainers.image.title="buildsecbot" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/buildsecbot /opt/buildsecbot
RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +
WORKDIR /work
USER 65532:65532
# The program ends by itself and serves nothing whose health could be asked for.
HEALTHCHECK NONE
ENTRYPOINT ["/opt/buildsecbot/bin/buildsecbot"]
CMD ["check"]
