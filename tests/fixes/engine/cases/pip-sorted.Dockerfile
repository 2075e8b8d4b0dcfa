FROM python:3.11-bookworm
RUN pip install --no-cache-dir --no-compile six==1.16.0 idna==3.7 packaging==24.0
# fixes: unsorted-packages
# keeps: /usr/local/lib/python3.11/dist-packages/six.py
