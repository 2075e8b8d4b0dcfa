FROM busybox:1.36
RUN echo one > /one
RUN echo two > /two \
 && echo three > /three
RUN false || echo four > /four
# fixes: run-consecutive
# keeps: /one, /two, /three, /four
# crlf
