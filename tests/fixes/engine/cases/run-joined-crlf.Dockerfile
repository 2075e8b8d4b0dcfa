FROM busybox:1.36
RUN echo one > /one
RUN printf '%s\n' \
      two > /two
RUN echo three > /three
# fixes: run-consecutive
# keeps: /one, /two, /three
# crlf
