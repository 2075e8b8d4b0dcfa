FROM busybox:1.36
MAINTAINER "Ada" $NOBODY \n
COPY a.txt /
# fixes: maintainer-deprecated
# crlf
