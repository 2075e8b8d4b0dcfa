FROM busybox:1.36 AS base
WORKDIR /opt/
WORKDIR build
RUN echo built > out
FROM base
WORKDIR /
WORKDIR data/./deep
COPY --from=base /opt/build/out ./
# fixes: workdir-relative
# keeps: /data/deep/out
