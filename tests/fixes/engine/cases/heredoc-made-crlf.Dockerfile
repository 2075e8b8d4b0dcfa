FROM busybox:1.36
RUN echo 1 > /one && \
    cat /one > /two && \
    cat /one /two > /three && \
    chmod 600 /two && \
    touch /four && \
    rm /one
# fixes: none
# keeps: /three, /four
# crlf
