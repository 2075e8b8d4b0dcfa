FROM busybox:1.36 AS Build
RUN echo built > /out
FROM busybox:1.36 AS TEST
COPY --from=build /out /tested
FROM scratch
COPY --from=Build /out /
COPY --from=test /tested /
# fixes: stage-name-casing
# keeps: /out, /tested
