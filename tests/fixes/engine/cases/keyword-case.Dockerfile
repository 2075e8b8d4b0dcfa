FROM busybox:1.36
copy a.txt /a
Workdir /srv
run pwd > here
env A=1
onbuild run true
healthcheck cmd true
Cmd ["sh"]
EXPOSE 80
USER 1000
VOLUME /data
LABEL a=1
# fixes: instruction-casing
# keeps: /a, /srv/here
