FROM busybox:1.36
RUN mkdir /work && echo archive > /work/archive && cp /work/archive /kept
RUN rm -r /work
RUN echo script > /install.sh
RUN cat /install.sh > /installed && rm /install.sh
# fixes: cleanup-in-later-layer
# keeps: /kept, /installed
