# escape=`
FROM busybox:1.36
RUN printf 'a\\b\n' > /one
RUN printf '%s\n' two `
    three > /two
# fixes: run-consecutive
# keeps: /one, /two
