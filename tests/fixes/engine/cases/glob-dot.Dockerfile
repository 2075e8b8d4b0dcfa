FROM busybox:1.36
COPY web /srv/web
RUN cd /srv/web && touch .hidden a.tmp b.tmp && rm -f *.tmp && chmod 600 *.html && chown 7:7 */main.css
WORKDIR /srv/gone
RUN touch a b c d && rm -rf *
# fixes: glob-as-option
# keeps: /srv/web/index.html, /srv/web/.hidden
