"""Credentials: by name, by form, in options and in files. What looks like a token is put together here."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts import secret_names, secret_values, secret_words
from analyzer.facts.model import file_facts
from analyzer.facts.redact import known_values, redact
from analyzer.facts.secret_text import find
from analyzer.facts.show import facts_data, facts_text
from analyzer.source.text import Source
from analyzer.syntax.parse import parse_document

Facts = Callable[..., Any]

HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
MIXED = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n"
UPPER = "QWERTYUI23456765"
PLAIN = "x9Kq2Lm7Pz4R"

# --- names

NAMES = {
    "strong": "API_KEY DB_PASSWORD dbPassword GITHUB_TOKEN aws_secret_access_key AWS_ACCESS_KEY_ID SecretKeyBase PASSWD "
    "MYSQL_PWD KEYSTORE_PASSWORD NODE_AUTH_TOKEN npm_config__auth DATABASE_URL private-key PGPASSWORD client.secret",
    "weak": "KEY AUTH DB_PASS npm_key SALT",
    "": "PUBLIC_KEY PASSWORD_FILE TOKEN_PATH TOKEN_URL TOKENIZER TOKENIZERS_PARALLELISM MONKEY AUTHOR PWD SSH_AUTH_SOCK "
    "GPG_KEY GPG_KEYS KEY_VERSION SECRET_NAME TOKEN_TTL PASSWORD_MIN_LENGTH KEYSERVER PATH HOME KEYBOARD SECRETARY PASSENGER "
    "AUTH_METHOD API_KEY_HEADER MAX_TOKENS KEY_SHA256",
}


@pytest.mark.parametrize(("name", "level"), [(name, level) for level, names in NAMES.items() for name in names.split()])
def test_names(name: str, level: str) -> None:
    assert secret_names.judge(name) == level


# A variable, and whether it can be seen to hold no credential.
PAIRS = [
    ("GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305", True),
    ("GPG_KEY", True),
    ("TOKEN_URL=https://example.org/token", True),
    ("DB_PASSWORD=/run/secrets/password", True),
    ("DB_PASSWORD=https://example.org/a", True),
    ("DB_PASSWORD=https://me:pass@example.org/a", False),
    ("RSA_KEY=builder.rsa.pub", True),
    ("REQUIRE_PASSWORD=true", True),
    ("PASSWORD=1234", False),
    ("PASSWORD=password", False),
    ("TOKEN=00000000-0000-0000-0000-000000000000", True),
    ("TOKEN=aaaa", False),
    ("Filters__0__Key=ProcessId", True),
    ("CA_KEY=assets/tls/root.key", True),
    ("KEY=$KEY", False),
    (f"KEY={PLAIN}", False),
    (f"API_SECRET=/{MIXED[1:]}", False),
    ("API_TOKEN", False),
]


@pytest.mark.parametrize(("pair", "harmless"), PAIRS)
def test_variables_without_a_credential(facts: Facts, pair: str, harmless: bool) -> None:
    root = facts(f"FROM debian:12\nARG {pair}\n")
    assert root.instructions[1].pairs[0].harmless is harmless


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", []),
        ("A", ["a"]),
        ("aB", ["a", "b"]),
        ("A_B-c.d", ["a", "b", "c", "d"]),
        ("__A__", ["a"]),
        ("HTTPServer", ["httpserver"]),
    ],
)
def test_the_words_of_a_name(name: str, words: list[str]) -> None:
    assert secret_names.split(name) == words


FILES = {
    "strong": ".ssh/id_rsa id_ed25519 .npmrc conf/.netrc .aws/credentials .env .env.production app.p12 "
    ".docker/config.json .ssh .kube/config",
    "weak": "server.pem tls/app.key",
    "": ". * id_rsa.pub .ssh/known_hosts .env.example package.json ca-cert.pem pub.pem .dockerignore config.json",
}


@pytest.mark.parametrize(("path", "level"), [(path, level) for level, paths in FILES.items() for path in paths.split()])
def test_files(path: str, level: str) -> None:
    assert secret_names.credential_file(path) == level


# --- values

VALUES = {
    "empty": ["", "''", '""', " "],
    "variable": ["$X", "${X:-a}", "a$X", "`cat x`", "{{ x }}", "%X%"],
    "switch": ["true", "No", "1", "8080"],
    "path": ["/run/secrets/x", "./x", "~/.x", "keys/server.key"],
    "url": ["https://example.org/a"],
    "public": ["sha256:" + HEX, "1.2.3", "v2"],
    "placeholder": ["changeme", "<password>", "xxxxxxxx", "your-token-here", "my_secret_key", "********", "00000000"],
    "literal": ["hunter2", PLAIN, "correct-horse", HEX],
}


@pytest.mark.parametrize(("value", "kind"), [(value, kind) for kind, values in VALUES.items() for value in values])
def test_values(value: str, kind: str) -> None:
    assert secret_values.judge(value) == kind


ENTROPY = [
    (MIXED, True),
    ("Wm5vVGh4OWtRMkxtN1B6NFI=", True),
    (HEX, False),
    ("sha512-" + MIXED, False),
    ("PSDocker-DotnetSDK-WindowsServer-ltsc2019", False),
    ("/usr/local/lib/Python3/dist/A1", False),
    ("aaaaaaaaaaaaaaaaaaaaaaaaaaaA1", False),
    ("short1A", False),
    ("org.example.Some.Class.Name1", False),
]


@pytest.mark.parametrize(("text", "high"), ENTROPY)
def test_high_entropy(text: str, high: bool) -> None:
    assert secret_values.high_entropy(text) is high


@pytest.mark.parametrize(
    ("value", "shown", "masked"),
    [
        ("", "", ""),
        ("abc", "... (3 characters)", "***"),
        ("abcdefgh", "ab... (8 characters)", "ab******"),
        (PLAIN * 2, "x9Kq... (24 characters)", "x9Kq" + "*" * 20),
        ("ab\ncdefgh", "ab... (9 characters)", "ab\n******"),
    ],
)
def test_how_values_are_shown(value: str, shown: str, masked: str) -> None:
    assert (secret_values.shown(value), secret_values.masked(value)) == (shown, masked)


# --- forms

TOKENS = {
    "aws-access-key": "AKIA" + UPPER,
    "google-api-key": "AIza" + MIXED[:35],
    "azure-storage-key": "AccountKey=" + (MIXED * 3)[:86] + "==",
    "github-token": "ghp_" + MIXED[:36],
    "github-fine-grained-token": "github_pat_" + MIXED[:22] + "_" + (MIXED * 2)[:59],
    "gitlab-token": "glpat-" + MIXED[:20],
    "slack-token": "xoxb-123456789012-" + MIXED[:24],
    "slack-webhook": "hooks.slack.com/services/T0000AAAA/B0000BBBB/" + MIXED[:24],
    "stripe-key": "sk_live_" + MIXED[:24],
    "sendgrid-key": "SG." + MIXED[:22] + "." + (MIXED * 2)[:43],
    "npm-token": "npm_" + MIXED[:36],
    "npm-auth-token": "//r.example.org/:_authToken=" + MIXED[:36],
    "pypi-token": "pypi-AgE" + (MIXED * 2)[:60],
    "docker-token": "dckr_pat_" + MIXED[:27],
    "digitalocean-token": "dop_v1_" + HEX * 2,
    "huggingface-token": "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH",
    "vault-token": "hvs." + MIXED[:30],
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0." + MIXED[:30],
    "age-secret-key": "AGE-SECRET-KEY-1" + ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2)[:58],
    "twilio-key": "SK" + HEX,
    "telegram-token": "123456789:AA" + MIXED[:33],
}


@pytest.mark.parametrize(("kind", "token"), TOKENS.items())
def test_tokens_are_told_by_their_form(kind: str, token: str) -> None:
    for text in (f"RUN echo {token}", f'ENV X="{token}"', f"{token}\n"):
        assert [hit.kind for hit in find(text)] == [kind]
        assert token[-12:] not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "RUN apk add --no-cache curl=8.1.2-r0",
        "sha256:" + HEX * 2,
        "FROM alpine@sha256:" + HEX * 2,
        "https://github.com/a/b/archive/v1.0.tar.gz",
        "git@github.com:a/b.git",
        "grep -- '-----BEGIN RSA PRIVATE KEY-----' file",
        "https://user@example.org/",
        "https://user:$TOKEN@example.org/",
        "task_live_abc disk-ant-1",
    ],
)
def test_what_is_no_token(text: str) -> None:
    assert find(text) == []


def test_every_form_names_texts_that_its_tokens_begin_with() -> None:
    for name, starts, pattern, _, confidence in secret_words.formats():
        assert starts, name
        assert all(len(start) > 0 for start in starts)
        assert pattern
        assert confidence in ("high", "medium", "low")


def key(lines: str = f"\n{MIXED}\n{MIXED}\n", kind: str = "RSA ") -> str:
    return f"-----BEGIN {kind}PRIVATE KEY-----{lines}-----END {kind}PRIVATE KEY-----"


@pytest.mark.parametrize("text", [key(), key(kind=""), key(kind="OPENSSH "), key(f"\\n\\\n{MIXED}\\n\\\n{MIXED}\\n")])
def test_private_keys(text: str) -> None:
    (hit,) = find(f"RUN printf '{text}' > /k")
    assert hit.kind == "private-key"
    masked = redact(f"RUN printf '{text}' > /k")
    assert MIXED not in masked
    assert masked.count("\n") == text.count("\n")


def test_a_key_without_an_end_is_one_as_far_as_it_looks_like_it() -> None:
    assert [hit.kind for hit in find(f"-----BEGIN EC PRIVATE KEY-----\n{MIXED}\n{MIXED}")] == ["private-key"]
    text = f"RUN printf -- '-----BEGIN EC PRIVATE KEY-----\\n{MIXED}\\n' > /k && echo done"
    (hit,) = find(text)
    assert text[hit.start : hit.end].endswith(f"{MIXED}\\n")
    assert find("RUN grep -- '-----BEGIN EC PRIVATE KEY-----' /etc/ssl/private/a-file-with-a-rather-long-name.pem") == []


# --- in a file: (kind, where, name, confidence, literal)

FOUND: list[tuple[str, list[tuple[str, str, str | None, str, bool]]]] = [
    ("ENV DB_PASSWORD=hunter2", [("name", "env", "DB_PASSWORD", "high", True)]),
    ("ENV DB_PASSWORD hunter2", [("name", "env", "DB_PASSWORD", "high", True)]),
    ("ENV A=1 API_KEY='hunter2' B=2", [("name", "env", "API_KEY", "high", True)]),
    ("ENV DB_PASSWORD=changeme", [("name", "env", "DB_PASSWORD", "low", True)]),
    ("ENV DB_PASSWORD=$X", [("name", "env", "DB_PASSWORD", "medium", False)]),
    ("ENV KEY=sort", [("name", "env", "KEY", "low", True)]),
    (f"ENV KEY={MIXED}", [("name", "env", "KEY", "medium", True)]),
    (f"ENV GPG_KEY={HEX}", []),
    ("ENV DB_PASSWORD=", []),
    ("ENV DB_PASSWORD_FILE=/run/secrets/p", []),
    ("ENV TOKEN=/run/secrets/t AUTH=true", []),
    (f"ENV SOMETHING={MIXED}", [("high-entropy", "env", "SOMETHING", "low", True)]),
    (f"ENV APP_SHA={MIXED}", []),
    ("ARG API_TOKEN", [("name", "arg", "API_TOKEN", "medium", False)]),
    ("ARG API_TOKEN=hunter2", [("name", "arg", "API_TOKEN", "high", True)]),
    ("ARG API_TOKEN=", []),
    ("LABEL token=hunter2", [("name", "label", "token", "high", True)]),
    ("LABEL key=value", []),
    (f"ENV GH={TOKENS['github-token']}", [("github-token", "env", "GH", "high", True)]),
    (f"ENV GITHUB_TOKEN={TOKENS['github-token']}", [("github-token", "env", "GITHUB_TOKEN", "high", True)]),
    (f"# {TOKENS['github-token']}", [("github-token", "comment", None, "high", True)]),
    (f"RUN x \\\n# {TOKENS['github-token']}\n y", [("github-token", "comment", None, "high", True)]),
    (f"COPY <<E /f\n{TOKENS['github-token']}\nE", [("github-token", "heredoc", None, "high", True)]),
    ("COPY <<E /f\napi_key: hunter22\nE", [("name", "heredoc", "api_key", "medium", True)]),
    ("RUN git clone https://bob:hunter2@example.org/r", [("url-credentials", "run", None, "high", True)]),
    ("ENV P=http://bob:password@proxy:80", [("url-credentials", "env", None, "low", True)]),
    ("RUN DB_PASSWORD=hunter2 ./x", [("name", "run", "DB_PASSWORD", "high", True)]),
    ("RUN export DB_PASSWORD=hunter2", [("name", "run", "DB_PASSWORD", "high", True)]),
    ("RUN DB_PASSWORD=$(cat /run/secrets/p) ./x", []),
    ("RUN curl -u bob:hunter2 https://x.org", [("cli-flag", "run", "-u", "high", True)]),
    ("RUN curl -u bob https://x.org", []),
    ("RUN curl -H 'Authorization: Bearer hunter2222' https://x.org", [("cli-flag", "run", "Authorization", "high", True)]),
    ("RUN curl -H 'Accept: text/html' https://x.org", []),
    ("RUN mysql -u root -phunter2 -e x", [("cli-flag", "run", "-p", "high", True)]),
    ("RUN mysql -p", []),
    ("RUN mkdir -p /a && cp -p a b", []),
    ("RUN docker login -u a -p hunter2", [("cli-flag", "run", "-p", "high", True)]),
    ("RUN docker run -p 8080:80 a", []),
    (
        "RUN tool --password hunter2 --token=hunter3",
        [("cli-flag", "run", "--password", "high", True), ("cli-flag", "run", "--token", "high", True)],
    ),
    ("RUN tool --password", []),
    ("RUN tool --password --verbose", []),
    ("ARG PW\nRUN tool --password=$PW", [("cli-flag", "run", "--password", "low", False)]),
    ("RUN tool --password=$(cat /run/secrets/p) --token $UNSET", []),
    ("RUN openssl rsa -passin pass:hunter2 -passout env:X", [("cli-flag", "run", "-passin", "high", True)]),
    ("RUN keytool -storepass hunter2", [("cli-flag", "run", "-storepass", "high", True)]),
    ("RUN htpasswd -bc /f bob hunter2", [("cli-flag", "run", "htpasswd", "high", True)]),
    ("RUN echo 'root:hunter2' | chpasswd", [("cli-flag", "run", "chpasswd", "high", True)]),
    ("RUN mvn -Ddb.password=hunter2 package", [("cli-flag", "run", "-Ddb.password", "high", True)]),
    ("RUN npm config set //r/:_auth hunter2", [("cli-flag", "run", "_auth", "high", True)]),
    ("RUN echo 'db_password=hunter2' > /etc/app.conf", [("name", "run", "db_password", "medium", True)]),
    ("RUN echo 'machine x login bob password hunter2' > ~/.netrc", [("name", "run", "password", "medium", True)]),
    ("RUN cat <<E > /etc/a\ntoken = hunter22\nE", [("name", "heredoc", "token", "medium", True)]),
    ("RUN echo 'enter the password: zyzzx'", [("name", "run", "password", "medium", True)]),
    ('CMD ["tool", "--password=hunter2"]', [("cli-flag", "cmd", "--password", "high", True)]),
    ("COPY id_rsa /root/.ssh/", [("file", "copy", "id_rsa", "high", True)]),
    ("ADD certs/app.key /etc/", [("file", "add", "app.key", "low", True)]),
    ("COPY . /app", []),
    ("ONBUILD ENV DB_PASSWORD=hunter2", [("name", "env", "DB_PASSWORD", "high", True)]),
    ("RUN apt-get update && apt-get install -y curl", []),
]


@pytest.mark.parametrize(("line", "found"), FOUND)
def test_what_is_found_in_a_file(facts: Facts, line: str, found: list[Any]) -> None:
    secrets = facts(f"FROM a\n{line}").nodes("secret")
    assert [(one.kind, one.where, one.name, one.confidence, one.literal) for one in secrets] == found


@pytest.mark.parametrize(("line", "found"), FOUND)
def test_no_fact_and_no_redacted_text_holds_a_secret(facts: Facts, line: str, found: list[Any]) -> None:
    file = facts(f"FROM a\n{line}")
    values = [one.value for one in file.secrets if one.literal and one.kind != "file"]
    for text in (redact(file.source.text), redact(line), str(facts_data(file)), facts_text(file)):
        assert not any(value in text for value in values if value not in ("password", "sort"))


def test_where_a_secret_lies_and_what_it_belongs_to(facts: Facts) -> None:
    text = "FROM a\nRUN true && curl -u bob:hunter2 https://x.org > /f\nFROM b"
    (secret,) = facts(text).nodes("secret")
    assert (secret.span_text, secret.text) == ("hunter2", "h... (7 characters)")
    assert (secret.instruction.kind, secret.command.name) == ("RUN", "curl")
    assert (secret.written_to, secret.reaches_final_image) == ("/f", False)
    assert "hunter2" not in repr(secret)


def test_what_a_pipe_writes(facts: Facts) -> None:
    (secret,) = facts("FROM a\nRUN echo token=hunter22 | tee /etc/t").nodes("secret")
    assert secret.written_to == "/etc/t"


# --- redaction

TEXTS = [
    ("ENV DB_PASSWORD leaves a secret in the image", "ENV DB_PASSWORD leaves a secret in the image"),
    ("ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD h******"),
    ("ENV DB_PASSWORD=hunter2 A=b", "ENV DB_PASSWORD=h****** A=b"),
    ("use --password=hunter2 here", "use --password=h****** here"),
    ("mysql -uroot -phunter2", "mysql -uroot -ph******"),
    ("cp -phunter2 a", "cp -phunter2 a"),
    ("https://bob:hunter2@example.org", "https://bob:h******@example.org"),
    ("echo root:hunter2 | chpasswd", "echo root:h****** | chpasswd"),
    ("token: hunter2", "token: h******"),
    ("key=1.2.3", "key=1.2.3"),
    ("the password for login", "the password for login"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "redacted"), TEXTS)
def test_redaction(text: str, redacted: str) -> None:
    assert redact(text) == redacted
    assert redact(redacted) == redacted


def test_the_old_form_of_env_holds_all_of_its_line() -> None:
    text = "FROM a\nENV DB_PASSWORD my hunter2 \\\n and more\nRUN x"
    masked = redact(text, dockerfile=True)
    assert "hunter2" not in masked
    assert masked.splitlines()[3] == "RUN x"


def test_known_values_are_taken_out_where_they_stand_by_themselves(facts: Facts) -> None:
    file = facts("FROM a\nENV DB_PASSWORD=correcthorse OTHER_TOKEN=changeme X_SECRET=hunter2")
    known = known_values(file)
    assert known == ["correcthorse"]
    assert redact("user correcthorse, correcthorses and correct", known) == "user cor*********, correcthorses and correct"


PIECES = st.sampled_from(
    ["ENV ", "DB_PASSWORD=", "token: ", "hunter2", MIXED, " ", "\n", "'", '"', "\\\n", "curl -u a:", "mysql -p",
     "https://a:", "@b", "-----BEGIN PRIVATE KEY-----", "-----END", "echo ", "| chpasswd", "$X", "=", "|", "ghp_", "*" * 8,
     "RUN ", "--password "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_redaction_keeps_lengths_and_lines(text: str) -> None:
    masked = redact(text)
    assert len(masked) == len(text)
    assert [index for index, char in enumerate(masked) if char == "\n"] == [
        index for index, char in enumerate(text) if char == "\n"
    ]
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_found_in_a_file_is_redacted_in_its_text(text: str) -> None:
    source = Source("FROM a\n" + text)
    masked = redact(source.text, dockerfile=True)
    for secret in file_facts(parse_document(source)).secrets:
        if (
            secret.literal
            and secret.kind not in ("file", "high-entropy")
            and secret.confidence != "low"
            and len(secret.value) > 3
        ):
            assert "*" in masked[secret.start : secret.end]


@pytest.mark.parametrize(
    "piece", ["-----BEGIN PRIVATE KEY-----", "sk-", "xoxb-a-", "https://a:b", "_authToken ", "eyJa.", "A=", "'"]
)
def test_many_beginnings_are_no_trouble(piece: str) -> None:
    assert len(redact(piece * 20000)) == len(piece) * 20000


LETTERS = st.text(string.ascii_letters + string.digits + "_-.", max_size=30)


@given(LETTERS, LETTERS)
def test_names_and_values_of_any_kind_can_be_judged(name: str, value: str) -> None:
    assert secret_names.judge(name) in ("", "weak", "strong")
    assert secret_values.judge(value)
    assert secret_names.credential_file(value) in ("", "weak", "strong")
