FROM debian:bookworm
RUN apt update && apt install -y --no-install-recommends less && apt remove -y less && apt install -y tree && \
    rm -rf /var/lib/apt/lists/*
RUN ["apt", "clean"]
# fixes: apt-instead-of-apt-get
# keeps: /usr/bin/tree
