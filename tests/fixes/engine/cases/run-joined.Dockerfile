FROM busybox:1.36
RUN echo one > /one
RUN cat /one > /two
# a comment between
RUN echo "a && b" 'c' $HOME > /three
RUN printf '%s\n' one \
      two > /four
COPY a.txt /
RUN mkdir /five
RUN touch /five/six
# fixes: run-consecutive
# keeps: /one, /two, /three, /four, /five/six
