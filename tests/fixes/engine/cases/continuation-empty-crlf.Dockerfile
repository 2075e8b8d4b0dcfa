FROM busybox:1.36
RUN echo one > /one \

 && echo two > /two
ENV A=1 \

    B=2
# fixes: empty-continuation
# keeps: /one, /two
# crlf
