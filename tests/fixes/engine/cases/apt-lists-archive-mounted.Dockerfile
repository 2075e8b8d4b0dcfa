FROM debian:bookworm
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y --no-install-recommends tree
# fixes: apt-lists-left
# keeps: /usr/bin/tree
# gone: /var/lib/apt/lists
