FROM busybox:1.36
RUN mkdir /made && echo made > /made/file
FROM busybox:1.36 AS second
COPY a.txt /b
FROM scratch
COPY --from=0 /made /made
COPY --from=1 --chown=7:7 /b /c
CMD ["/made/file"]
# fixes: copy-from-index
# keeps: /made/file, /c
