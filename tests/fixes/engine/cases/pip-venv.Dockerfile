FROM python:3.11-bookworm
RUN python3 -m venv --without-pip /opt/venv && pip --python /opt/venv/bin/python install --no-compile --no-binary=:all: idna==3.7
ENV PATH /opt/venv/bin:$PATH
# fixes: pip-cache-left, env-legacy-format
# keeps: /opt/venv/lib/python3.11/site-packages/idna/__init__.py
# gone: /root/.cache
