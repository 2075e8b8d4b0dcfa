FROM busybox:1.36
ENV LONG one \
    two \
    three
ENV QUOTED "first \
second"
ENV A=1 B="x y"
RUN printf '%s|%s|%s\n' "$LONG" "$QUOTED" "$B" > /values
# fixes: env-legacy-format
# keeps: /values
