FROM busybox:1.36
RUN mkdir -p /srv/app
RUN cd /srv/app && echo made > here && pwd > dir
RUN cd /srv && ls > list
RUN pwd > /top
# fixes: cd-instead-of-workdir
# keeps: /srv/app/here, /srv/list, /top
