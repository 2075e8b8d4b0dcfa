FROM python:3.11-bookworm
WORKDIR /srv
COPY requirements.txt .
RUN python -m pip install --no-compile --no-binary=idna -r requirements.txt && \
    python -B -c 'import six, idna'
# fixes: pip-cache-left
# keeps: /usr/local/lib/python3.11/dist-packages/six.py
# gone: /root/.cache
