FROM busybox:1.36
WORKDIR /srv
WORKDIR app
RUN pwd > here
WORKDIR ../lib
RUN pwd > there
WORKDIR ./x/
COPY a.txt .
# fixes: workdir-relative
# keeps: /srv/app/here, /srv/lib/there, /srv/lib/x/a.txt
