FROM debian:bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends less
# fixes: apt-lists-left
# keeps: /usr/bin/less
# gone: /var/lib/apt/lists
# crlf
