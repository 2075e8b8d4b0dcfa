FROM debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update
RUN apt-get install -y --no-install-recommends bc && \
    rm -rf /var/lib/apt/lists/*
# fixes: pkg-update-alone
# keeps: /usr/bin/bc
