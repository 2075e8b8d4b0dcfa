# The same service, written in a hurry.
from python
MAINTAINER ops@example.com
ENV API_TOKEN=s3cr3t-t0ken
COPY . /app
RUN apt-get update
RUN apt-get install -y gcc curl && pip install -r /app/requirements.txt
RUN curl -sSL https://example.com/install.sh | bash
RUN cd /app && python setup.py install
EXPOSE 22 80800
CMD python /app/main.py
