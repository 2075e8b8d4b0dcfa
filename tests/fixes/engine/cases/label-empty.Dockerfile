FROM busybox:1.36
LABEL version="" kept=yes
LABEL empty=
LABEL a=1 \
      b="" \
      c=3
COPY a.txt /
# fixes: label-empty
