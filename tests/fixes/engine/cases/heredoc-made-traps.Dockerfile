FROM busybox:1.36
ARG WHO=you
RUN test -e /no || echo a > /a && echo b > /b && echo c > /c && echo d > /d && echo "$WHO" > /who
RUN echo 1 > /e && (false; true) && X='it''s' && printf "%s\n" "$X" > /x && echo \\n > /n && echo `echo y` > /y
RUN set -u && V=1 && export V && sh -c 'echo $V' > /v && for i in 1 2; do echo $i >> /i; done && cat /i
RUN echo first \
      second > /w && echo "third \
fourth" >> /w && echo five >> /w && echo six >> /w
RUN ! false && echo not > /not && echo x > /x2 && echo y > /y2 && echo z > /z2
SHELL ["/bin/sh", "-ec"]
RUN echo 1 > /s1 && echo 2 > /s2 && echo 3 > /s3 && echo 4 > /s4
# fixes: none
# keeps: /who, /y, /v, /w, /not, /s4
