FROM busybox:1.36 AS Build
RUN echo built > /out
FROM Build AS TEST
RUN cat /out > /tested
FROM scratch
COPY --from=Build /out /
COPY --from=test /tested /
# fixes: stage-name-casing
# keeps: /out, /tested
