FROM busybox:1.36 AS base
ONBUILD ADD a.txt /app/
FROM base
ADD b.txt \
    conf/app.conf \
    /app/
# fixes: add-instead-of-copy
# keeps: /app/a.txt, /app/b.txt
