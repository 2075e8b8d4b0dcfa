FROM busybox:1.36 as base
RUN echo base > /base
FROM base As app
RUN echo app > /app
FROM scratch
COPY --from=app / /
# fixes: from-as-casing
# keeps: /base, /app
