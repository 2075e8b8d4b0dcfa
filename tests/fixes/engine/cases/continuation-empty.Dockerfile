FROM busybox:1.36
RUN echo one > /one \

 && echo two > /two \
 # a comment

 && echo three > /three
ENV A=1 \

    B=2
LABEL k=v \


  l=w
# fixes: empty-continuation
# keeps: /one, /two, /three
