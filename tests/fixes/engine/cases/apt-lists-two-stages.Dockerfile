FROM debian:bookworm AS base
RUN apt-get update && apt-get install -y --no-install-recommends less
FROM base
RUN apt-get update; apt-get install -y --no-install-recommends tree
# fixes: apt-lists-left
# keeps: /usr/bin/tree, /usr/bin/less
# gone: /var/lib/apt/lists
