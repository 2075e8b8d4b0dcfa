"""A download that its RUN checks, fetched by ADD: the text and what becomes of it, None: not made. HEX stands for a digest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HEX = "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d"
ADD = f"ADD --checksum=sha256:{HEX} --chmod=644"
URL = "https://e.org/a"
CHECK = f'echo "{HEX}  /a" | sha256sum -c -'

MADE: list[tuple[str, str]] = [
    (f"RUN curl -o /a {URL} && {CHECK} && tar xf /a\n", f"{ADD} {URL} /a\nRUN tar xf /a\n"),
    (f"RUN curl -o /a {URL} && {CHECK}\nUSER b\n", f"{ADD} {URL} /a\nUSER b\n"),
    (f"# why\nRUN curl {URL} > /a && {CHECK} && make\n", f"{ADD} {URL} /a\n# why\nRUN make\n"),
    (f"RUN wget -O /a '{URL}' \\\n    && {CHECK} \\\n    && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    (f"RUN wget -O /a {URL} && \\\n\t{CHECK} && \\\n\tmake && \\\n\ttrue\n", f"{ADD} {URL} /a\nRUN make && \\\n\ttrue\n"),
    # --- what compares
    (f"RUN curl -o /a {URL} && echo {HEX} /a | sha256sum --check --quiet && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    (f"RUN curl -o /a {URL} && echo '{HEX.upper()} */a' | sha256sum -c && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    (f"RUN curl -o /a {URL} && sha256sum -c <<< '{HEX}  /a' && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    (f"RUN curl -o /a {URL} && printf '%s  %s' {HEX} /a | sha256sum -c - > /dev/null && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    (f"RUN curl -o /a {URL} && echo '{HEX}  /a' | shasum -a 256 -c - && make\n", f"{ADD} {URL} /a\nRUN make\n"),
    # --- where it is kept
    (f"WORKDIR /w\nRUN curl -O {URL} && echo '{HEX}  a' | sha256sum -c && make\n", f"WORKDIR /w\n{ADD} {URL} /w/a\nRUN make\n"),
    (f"RUN cd /w && wget {URL} && echo '{HEX}  a' | sha256sum -c && make\n", f"{ADD} {URL} /w/a\nRUN cd /w && make\n"),
    (f"RUN set -e && cd /w && wget {URL} && echo '{HEX}  a' | sha256sum -c\n", f"{ADD} {URL} /w/a\n"),
    (f"RUN mkdir -p /w && wget -P /w {URL} && echo '{HEX}  /w/a' | sha256sum -c\n", f"{ADD} {URL} /w/a\nRUN mkdir -p /w\n"),
    (f"RUN curl -o /root/a {URL} && echo '{HEX}  /root/a' | sha256sum -c && make\n", f"{ADD} {URL} /root/a\nRUN make\n"),
    # --- variables
    (
        f'ARG V=1\nRUN wget -O /a "https://e.org/$V"b && {CHECK} && make\n',
        f"ARG V=1\n{ADD} https://e.org/${{V}}b /a\nRUN make\n",
    ),
    (
        f"ENV V=1\nWORKDIR /w\nRUN curl -O {URL}-$V && echo '{HEX}  'a-$V | sha256sum -c && make\n",
        f"ENV V=1\nWORKDIR /w\n{ADD} {URL}-$V /w/a-$V\nRUN make\n",
    ),
    (f"ARG V\nRUN curl '{URL}?b=c&d=1' -o /a && {CHECK} && make\n", f"ARG V\n{ADD} {URL}?b=c&d=1 /a\nRUN make\n"),
    # --- its mode
    (f"RUN curl -o /a {URL} && {CHECK} && chmod +x /a && /a\n", f"{ADD.replace('644', '755')} {URL} /a\nRUN /a\n"),
    (f"RUN curl -o /a {URL} && {CHECK} && make && chmod 0700 /a\n", f"{ADD.replace('644', '0700')} {URL} /a\nRUN make\n"),
    # --- several, and other forms
    (
        f"RUN curl -o /a {URL} && curl -o /b {URL} && {CHECK} && make\n",
        f"{ADD} {URL} /a\nRUN curl -o /b {URL} && make\n",
    ),
    (f"RUN <<EOF\ncurl -o /a {URL} && {CHECK} && make\nEOF\n", f"{ADD} {URL} /a\nRUN <<EOF\nmake\nEOF\n"),
    (
        f'RUN ["sh", "-c", "curl -o /a {URL} && echo {HEX}  /a | sha256sum -c && make"]\n',
        f'{ADD} {URL} /a\nRUN ["sh", "-c", "make"]\n',
    ),
    (
        f"RUN --mount=type=cache,target=/c curl -o /a {URL} && {CHECK} && make\n",
        f"{ADD} {URL} /a\nRUN --mount=type=cache,target=/c make\n",
    ),
    (f"USER root\nRUN curl -o /a {URL} && {CHECK} && make\n", f"USER root\n{ADD} {URL} /a\nRUN make\n"),
]

LEFT = [
    # --- not all of the list
    f"RUN curl -o /a {URL}; {CHECK}\n",
    f"RUN curl -o /a {URL} && {CHECK} || true\n",
    f"RUN ! curl -o /a {URL} && {CHECK}\n",
    f"RUN (curl -o /a {URL} && {CHECK})\n",
    f"RUN if true; then curl -o /a {URL} && {CHECK}; fi\n",
    f"RUN curl -o /a {URL} && {CHECK} &\n",
    f"RUN curl -o /a {URL} \\\n # why\n && {CHECK} && make\n",
    f"ONBUILD RUN curl -o /a {URL} && {CHECK}\n",
    # --- what stands in front
    f"RUN make && curl -o /a {URL} && {CHECK}\n",
    f"RUN mkdir /w && curl -o /w/a {URL} && echo '{HEX}  /w/a' | sha256sum -c\n",
    f"RUN mkdir -p -m 700 /w && curl -o /w/a {URL} && echo '{HEX}  /w/a' | sha256sum -c\n",
    # --- the check
    f"RUN curl -o /a {URL}\n",
    f"RUN curl -o /a {URL} && tar xf /a && {CHECK}\n",
    f"RUN curl -o /a {URL} && make && {CHECK}\n",
    f"RUN curl -o /a {URL} && echo '{HEX}  /b' | sha256sum -c\n",
    f"RUN curl -o /a {URL} && echo '{HEX}  /a' | sha512sum -c\n",
    f"RUN curl -o /a {URL} && echo '{HEX}  /a' | sha256sum -c --ignore-missing\n",
    f"RUN curl -o /a {URL} && echo '{HEX[:-1]}  /a' | sha256sum -c\n",
    f"RUN curl -o /a {URL} && echo '{HEX}  /a' | tee /b | sha256sum -c\n",
    f"RUN curl -o /a {URL} && echo '{HEX}  /a' | sha256sum -c > /log\n",
    f"RUN curl -o /a {URL} && printf '{HEX}  /a\\n{HEX}  /b\\n' | sha256sum -c\n",
    f"RUN curl -o /a {URL} && printf '%b  /a' {HEX} | sha256sum -c\n",
    f'ARG D={HEX}\nRUN curl -o /a {URL} && echo "$D  /a" | sha256sum -c\n',
    f"COPY s /s\nRUN curl -o /a {URL} && sha256sum -c /s\n",
    # --- the request
    f"RUN curl -u a:b -o /a {URL} && {CHECK}\n",
    f"RUN curl --compressed -o /a {URL} && {CHECK}\n",
    f"RUN wget -c -O /a {URL} && {CHECK}\n",
    f"RUN sudo curl -o /a {URL} && {CHECK}\n",
    f"RUN http_proxy=p curl -o /a {URL} && {CHECK}\n",
    f"RUN curl -o /a {URL} 2> /log && {CHECK}\n",
    f"RUN curl {URL} >> /a && {CHECK}\n",
    f"RUN wget -O /a {URL} {URL} && {CHECK}\n",
    f"RUN curl -o /a 'https://e.org/[a]' && {CHECK}\n",
    f"RUN curl -o /a e.org/a && {CHECK}\n",
    f"RUN curl -o /a ftp://e.org/a && {CHECK}\n",
    f"RUN curl -o /a http://localhost:80/a && {CHECK}\n",
    f"RUN curl -o /a {URL}.git && {CHECK}\n",
    f"RUN curl -o /a $(url) && {CHECK}\n",
    f"RUN curl -o /a {URL}$V && {CHECK}\n",
    f"ARG V=1\nRUN curl -o /a {URL}${{V%1}} && {CHECK}\n",
    f"ARG V=1\nRUN V=2 && curl -o /a {URL}$V && {CHECK}\n",
    # --- where it is kept
    f"RUN curl -O {URL} && echo '{HEX}  a' | sha256sum -c\n",
    f"RUN curl -o ~/a {URL} && echo {HEX} ~/a | sha256sum -c\n",
    f"RUN curl -o /dev/shm/a {URL} && echo '{HEX}  /dev/shm/a' | sha256sum -c\n",
    f"RUN curl -o '/a b' {URL} && echo '{HEX}  /a b' | sha256sum -c\n",
    f"ARG V=1\nRUN cd /$V && curl -O {URL} && echo '{HEX}  a' | sha256sum -c\n",
    f"ARG V=1\nWORKDIR /$V\nRUN curl -O {URL} && echo '{HEX}  a' | sha256sum -c\n",
    f'ARG V=1\nRUN wget -P /$V {URL} && echo "{HEX}  /$V/a" | sha256sum -c\n',
    f"RUN wget {URL}?b -P / && echo '{HEX}  /a' | sha256sum -c\n",
    f"USER b\nRUN curl -o /a {URL} && {CHECK}\n",
    f"ARG B\nUSER $B\nRUN curl -o /a {URL} && {CHECK}\n",
    f"RUN --mount=type=cache,target=/c curl -o /c/a {URL} && echo '{HEX}  /c/a' | sha256sum -c\n",
    f"RUN --mount=type=secret,id=a curl -o /a {URL} && {CHECK}\n",
    # --- what becomes of it
    f"RUN curl -o /a {URL} && {CHECK} && tar xf /a && rm /a\n",
    f"RUN curl -o /a {URL} && {CHECK} && mv /a /b\n",
    f"RUN curl -o /a {URL} && {CHECK} && chown b /a\n",
    f"RUN curl -o /a {URL} && {CHECK} && chmod g-w /a\n",
    f"RUN curl -o /a {URL} && {CHECK} && chmod +x /a /b\n",
    # --- the frontend
    f"# syntax=docker/dockerfile:1.5\nFROM debian:12\nRUN curl -o /a {URL} && {CHECK}\n",
]


@pytest.mark.parametrize(("text", "result"), MADE)
def test_made(check: Callable[..., None], text: str, result: str) -> None:
    check(text, "download:0", "download-to-add", {}, result)


@pytest.mark.parametrize("text", LEFT)
def test_left(check: Callable[..., None], text: str) -> None:
    check(text, "download:0", "download-to-add", {}, None)
