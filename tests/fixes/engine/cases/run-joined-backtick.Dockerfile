# escape=`
FROM busybox:1.36
RUN printf 'a\\b\n' > /one
RUN echo two > /two && `
    echo three > /three
# fixes: run-consecutive
# keeps: /one, /two, /three
