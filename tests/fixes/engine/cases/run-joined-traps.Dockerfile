FROM busybox:1.36
RUN cd /tmp && export A=1
RUN pwd > here; echo "A=$A" >> here
RUN B=2
RUN echo "B=$B" > /b
RUN umask 077
RUN echo 1 > /mode
RUN echo early > /early; exit 0
RUN echo late > /late
RUN set -f
RUN echo /b* > /globbed
RUN f() { echo f; }; f > /f
RUN type f > /f-known 2>&1 || echo no > /f-known
RUN ["sh", "-c", "echo json > /json"]
RUN echo after > /after # not a comment's end
RUN for i in 1 2; do echo $i >> /i; done
RUN echo "i=$i" > /i-left
RUN : ${C:=3}
RUN echo "C=$C" > /c
RUN (sleep 1; echo slow > /slow) & wait
RUN echo none; test -e /nothing || true
RUN IFS=:; set -- a b
RUN echo "$#" > /count
RUN read line < /b
RUN echo "$line" > /line
RUN cat <<X > /doc
RUN echo in
X
RUN true && \
    # the end
    echo ended > /ended
# fixes: none
# keeps: /here, /b, /mode, /late, /globbed, /f-known, /json, /after, /i-left, /c, /slow, /count, /line, /doc, /ended
