FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends bc && \
    apt-get update && \
    apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*
# fixes: repeated-index-update
# keeps: /usr/bin/bc, /usr/bin/less
