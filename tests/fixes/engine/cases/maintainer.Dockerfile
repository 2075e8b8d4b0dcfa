FROM busybox:1.36
MAINTAINER Ada Lovelace <ada@example.org>
RUN echo 1 > /one
# fixes: maintainer-deprecated
# keeps: /one
