FROM busybox:1.36
ARG HTTP=80
EXPOSE 443 8080:81/tcp 127.0.0.1:9000:9000/udp
EXPOSE $HTTP
# fixes: expose-invalid-format
