FROM debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
RUN set -eux; \
    apt-get update; \
    apt-get install -y --no-install-recommends \
        tree \
        less \
        # to reckon with
        bc \
    ; \
    tree --version > /version
# fixes: apt-lists-left
# keeps: /usr/bin/tree, /usr/bin/less, /version
# gone: /var/lib/apt/lists
