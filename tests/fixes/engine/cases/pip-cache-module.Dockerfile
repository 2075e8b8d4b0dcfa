FROM python:3.11-bookworm
WORKDIR /srv
COPY requirements.txt .
RUN python -m pip install --no-compile --no-binary=six -r requirements.txt && \
    python -c 'import six' && \
    rm -rf /usr/local/lib/python3.11/dist-packages/__pycache__
# fixes: pip-cache-left
# keeps: /usr/local/lib/python3.11/dist-packages/six.py
# gone: /root/.cache
