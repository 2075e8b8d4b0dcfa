FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends busybox wget && rm -rf /var/lib/apt/lists/*
COPY web /srv
RUN busybox httpd -p 127.0.0.1:48099 -h /srv && wget -O /page http://127.0.0.1:48099/index.html && \
    wget --directory-prefix=/got http://127.0.0.1:48099/css/main.css
# fixes: wget-progress
# keeps: /page, /got/main.css
