FROM debian:bookworm
USER root
RUN apt-get update && apt-get install -y --no-install-recommends sudo && rm -rf /var/lib/apt/lists/*
RUN sudo mkdir /made && sudo -E sh -c 'id -u > /made/uid' && printf one | sudo tee /made/tee
RUN ["sudo", "touch", "/made/json"]
# fixes: sudo-used
# keeps: /made/uid, /made/tee, /made/json
