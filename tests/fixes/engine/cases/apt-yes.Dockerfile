FROM debian:bookworm
RUN apt-get update && apt-get install --no-install-recommends less tree && rm -rf /var/lib/apt/lists/*
# fixes: apt-missing-yes
# keeps: /usr/bin/less, /usr/bin/tree
