FROM python:3.11-bookworm AS build
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-compile --target /srv/packages -r requirements.txt
FROM busybox:1.36
COPY --from=build /srv/packages /srv/packages
# fixes: cache-mount-suggested
# keeps: /srv/packages/six.py
