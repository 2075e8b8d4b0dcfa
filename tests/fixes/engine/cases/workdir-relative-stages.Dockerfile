FROM busybox:1.36 AS base
WORKDIR /opt
FROM base AS build
WORKDIR build dir
RUN echo built > out
FROM base
WORKDIR data
COPY --from=build ["/opt/build dir/out", "./"]
# fixes: workdir-relative
# keeps: /opt/data/out
