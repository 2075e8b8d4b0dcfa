FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends tree
CMD ["tree"]
# fixes: apt-lists-left
# keeps: /usr/bin/tree
# gone: /var/lib/apt/lists
