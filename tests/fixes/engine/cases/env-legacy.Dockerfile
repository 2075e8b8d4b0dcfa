FROM busybox:1.36
ENV TOP /srv/app
ENV GREETING "hello   world"
ENV MIXED a "b c" d
ENV SINGLE 'it is'
ENV TAIL one\ two
ENV DOLLAR $TOP/lib
ENV LITERAL \$TOP
ENV EQUALS a=b c=d
ENV HASH a # b
LABEL version 1.0 beta
RUN env | sort > /env
# fixes: env-legacy-format
# keeps: /env
