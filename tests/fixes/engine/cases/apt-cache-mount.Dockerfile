FROM debian:bookworm
RUN apt-get update
RUN apt-get update && apt-get install -y --no-install-recommends tree && apt-get clean
# fixes: none
# keeps: /usr/bin/tree
# gone: /var/lib/apt/lists, /var/cache/apt
