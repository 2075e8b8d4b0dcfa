FROM debian:bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        tree \
        bc \
        less=* \
    && rm -rf /var/lib/apt/lists/*
# fixes: unsorted-packages
# keeps: /usr/bin/tree, /usr/bin/less, /usr/bin/bc
