# escape=`
FROM busybox:1.36
ENV TOP C:\srv\app
ENV LONG one `
    two\three
RUN printf '%s|%s\n' "$TOP" "$LONG" > /values
# fixes: env-legacy-format
# keeps: /values
