FROM debian:bookworm
RUN useradd -u 100000 app
RUN ["useradd", "--uid=123456", "--create-home", "other"]
RUN groupadd -g 200000 people && \
    useradd -m -u 200000 -g people third
USER app
# fixes: useradd-no-log-init
# keeps: /home/third
