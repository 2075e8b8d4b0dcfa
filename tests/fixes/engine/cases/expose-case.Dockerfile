FROM busybox:1.36
ARG KIND=udp
EXPOSE 80/TCP 90 53/UDP 1000-1002/$KIND
EXPOSE 8080/Tcp
# fixes: expose-proto-casing
