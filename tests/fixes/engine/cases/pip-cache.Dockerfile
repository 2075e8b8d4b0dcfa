FROM python:3.11-bookworm
RUN pip install --no-compile --no-binary=:all: idna==3.7
RUN echo done > /done
# fixes: pip-cache-left
# keeps: /usr/local/lib/python3.11/dist-packages/idna/core.py, /done
# gone: /root/.cache
