FROM busybox:1.36
RUN cd /new 2>/dev/null || mkdir /new && cd /new && echo 1 > one
RUN cd /srv-not-there; pwd > /there
RUN mkdir -p /a/b && ln -s a/b /link
RUN cd /link/.. && pwd > /up
COPY a.txt rel/
RUN cd /a && pwd > /in-a
RUN pwd > /after
USER 1000
RUN cd /tmp && touch mine
# fixes: none
# keeps: /new/one, /there, /up, /after, /tmp/mine
