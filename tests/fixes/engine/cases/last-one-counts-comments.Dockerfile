FROM busybox:1.36
# what it does
CMD echo one \
    # not this
    two
RUN echo made > /made

# what it really does
CMD echo three
# fixes: cmd-multiple
# keeps: /made
