# the version to build
ARG VERSION=1.36
# the stage
FROM busybox:${VERSION} AS build
# what runs
ARG MODE=release
RUN echo $MODE > /mode
FROM build
# fixes: definition-description-invalid
# keeps: /mode
