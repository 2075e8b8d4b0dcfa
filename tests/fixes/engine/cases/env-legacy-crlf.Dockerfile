FROM busybox:1.36
ENV TOP /srv/app
ENV NAME "a b" c
WORKDIR /srv
COPY a.txt b
RUN printf '%s\n' "$NAME" > /name
# fixes: env-legacy-format
# keeps: /name
# crlf
