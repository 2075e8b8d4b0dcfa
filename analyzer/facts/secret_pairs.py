"""Whether a variable whose name holds a word such as key or token can be seen to hold no credential."""

from __future__ import annotations

from analyzer.facts import secret_names, secret_values

_PLACES = ("/", "~/", "file:", "C:\\")


def is_harmless(name: str, value: str) -> bool:
    """The name and the value as written tell that it is no credential.

    The name does where a word says that it is about something else (GPG_KEY, TOKEN_URL). Else the value does: an absolute path,
    a URL without a password, the file of a public key, a switch, a row of one or two digits; for a name that promises little
    (KEY) also a relative path, a version or a number, for one such as SORT_KEY a single word.
    """
    level = secret_names.judge(name)
    if not level:
        return True
    text = value.strip().strip("\"'")
    said = secret_values.judge(text)
    if (said == "url" and "@" not in text) or (said == "switch" and not text.isdigit()):
        return True
    if (text.startswith(_PLACES) and not secret_values.high_entropy(text)) or text.endswith(".pub"):
        return True
    if len(text) >= 8 and len(set(text.replace("-", ""))) <= 2:
        return True
    words = secret_names.split(name)
    names_a_thing = len(words) > 1 and words[-1] == "key" and text.isalpha()
    return level == secret_names.WEAK and (said in ("path", "public", "switch") or names_a_thing)
