FROM busybox:1.36
ADD app.jar /app/
ADD ["a.txt", "with space.txt", "/data/"]
ADD conf/*.conf conf/other.yaml /etc/app/
ADD --chown=1000:1000 web /srv/web
ADD bin/run.sh /usr/bin/
# fixes: add-instead-of-copy
# keeps: /app/app.jar, /data/with space.txt, /etc/app/other.yaml, /srv/web/css/main.css
