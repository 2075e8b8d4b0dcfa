ARG UNUSED=1
FROM busybox:1.36 as Build
maintainer Ada <ada@example.org>
ENV TOP /srv
WORKDIR $TOP
WORKDIR app
ADD a.txt ./
RUN cat a.txt > copy \

 && echo done >> copy
FROM busybox:1.36
EXPOSE 80/TCP
LABEL none="" some=1
CMD ["one"]
COPY --from=0 /srv/app /srv/app
CMD ["two"]
# fixes: global-arg-unused, from-as-casing, maintainer-deprecated, env-legacy-format, add-instead-of-copy, empty-continuation
# keeps: /srv/app/copy
