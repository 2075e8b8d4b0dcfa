FROM busybox:1.36
RUN cd /tmp
RUN pwd > /here
# fixes: cd-instead-of-workdir
# keeps: /here
