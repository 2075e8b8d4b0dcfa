FROM busybox:1.36
CMD ["echo", "one"]
ENTRYPOINT ["/bin/sh"]
COPY a.txt /
HEALTHCHECK --interval=5s CMD true
CMD ["echo", "two"]
ENTRYPOINT ["/bin/busybox"]
HEALTHCHECK NONE
# fixes: cmd-multiple, entrypoint-multiple, healthcheck-multiple
