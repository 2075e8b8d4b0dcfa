FROM busybox:1.36
RUN mkdir -p /srv/application/data /srv/application/logs && echo "a long line that has    spaces in quotes && is no list" > /srv/application/data/one && chmod 640 /srv/application/data/one && chown 1000:1000 /srv/application/data/one
# fixes: long-run-line
# keeps: /srv/application/data/one
