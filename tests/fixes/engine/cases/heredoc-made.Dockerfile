FROM busybox:1.36
RUN mkdir -p /srv/app && \
    cd /srv/app && \
    echo one > one && \
    # a comment
    printf '%s\n' "a  b" 'c\d' $HOME "\$x" > two && \
    ls | wc -l > three
# fixes: heredoc-suggested
# keeps: /srv/app/three
