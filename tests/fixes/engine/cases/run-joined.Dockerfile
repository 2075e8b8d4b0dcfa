FROM busybox:1.36
RUN echo one > /one
RUN echo two > /two && \
    cat /one >> /two
# a comment between
RUN test -e /three || echo three > /three
RUN if test -e /one; then echo four > /four; fi
RUN (cd /tmp && echo five > five); pwd > /here
# fixes: run-consecutive
# keeps: /one, /two, /three, /four, /tmp/five, /here
