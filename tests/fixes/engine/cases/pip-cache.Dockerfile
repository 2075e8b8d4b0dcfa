FROM python:3.11-bookworm
RUN pip install --no-compile --no-binary=:all: six==1.16.0
RUN echo done > /done
# fixes: pip-cache-left
# keeps: /usr/local/lib/python3.11/dist-packages/six.py
# gone: /root/.cache
