FROM --platform=$TARGETPLATFORM busybox:1.36 AS base
RUN uname -m > /machine
FROM --platform=${TARGETPLATFORM} base
COPY a.txt /
# fixes: from-platform-redundant
# keeps: /machine
