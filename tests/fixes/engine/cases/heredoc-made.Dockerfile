FROM busybox:1.36
RUN mkdir -p /srv/app && \
    echo one > /srv/app/one && \
    printf '%s\n' "a  b" 'c\d' $HOME "\$x" > /srv/app/two && \
    printf '%s\n' one \
      two > /srv/app/three && \
    touch /srv/app/four && \
    ls /srv/app > /srv/app/five
RUN set -eux && echo 1 > /one && cat /one > /two && cat /one /two > /three && rm /one && chmod 600 /two
# fixes: heredoc-suggested
# keeps: /srv/app/five, /three
