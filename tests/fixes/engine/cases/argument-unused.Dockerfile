ARG VERSION=1.2
ARG BASE=busybox:1.36 UNUSED=3
FROM $BASE
ARG MODE=release
RUN echo "$MODE $VERSION" > /mode
# fixes: global-arg-unused
# keeps: /mode
