"""Registries, asked for what a reference names (OCI distribution specification, pulling manifests).

Each reference is looked up once in a run, on request only. What goes wrong is kept in `problems` and leaves facts unknown.
"""

from __future__ import annotations

import hashlib
import json
from urllib.parse import quote

from analyzer.facts.references import DEFAULT_REGISTRY, split_reference
from analyzer.providers.docker_config import credentials
from analyzer.providers.registry_error import RegistryError
from analyzer.providers.registry_http import is_loopback, send
from analyzer.providers.registry_token import authorization, refusal
from analyzer.source.patterns import Lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from analyzer.providers.registry_http import Answer

PATIENCE = 10.0  # seconds of silence after which a server is given up
DEADLINE = 30.0  # seconds for one reference, whatever happens
MOST_PAGES = 20  # of a list of tags
_INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
_HOST = Lazy(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = Lazy(rf"{_PART}(?:/{_PART})*")
_TAG = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = Lazy(r"sha256:[0-9a-f]{64}")
_NEXT = Lazy(r'<([^>]*)>\s*;\s*rel="?next"?')


class RegistryImage:
    """What a registry says of a reference: its digest, and the platforms it has, in the registry's order."""

    __slots__ = ("digest", "platforms")

    def __init__(self, digest: str, platforms: list[str]) -> None:
        self.digest = digest
        self.platforms = platforms


class Place:
    """Where a reference leads: the registry's host and port, the repository, and the tag or digest."""

    __slots__ = ("host", "repository", "version")

    def __init__(self, reference: str) -> None:
        parts = split_reference(reference)
        registry, _, self.repository = parts.name.partition("/")
        self.host = "registry-1.docker.io" if registry == DEFAULT_REGISTRY else registry
        self.version = parts.digest if parts.digest is not None else "latest" if parts.tag is None else parts.tag
        valid_version = (_DIGEST if parts.digest is not None else _TAG).fullmatch(self.version)
        if not (_HOST.fullmatch(self.host) and _REPOSITORY.fullmatch(self.repository) and valid_version):
            raise RegistryError("it is no valid reference")


class Registries:
    """All registries a run asks. `problems` tells for each reference that could not be looked up why."""

    def __init__(self, patience: float = PATIENCE, deadline: float = DEADLINE) -> None:
        self.problems: dict[str, str] = {}
        self._patience = patience
        self._deadline = deadline
        self._images: dict[str, RegistryImage | None] = {}
        self._schemes: dict[str, str] = {}
        self._authorizations: dict[tuple[str, str], str] = {}

    def look_up(self, reference: str) -> RegistryImage | None:
        """Digest and platforms of a reference; None where they could not be had."""
        if reference not in self._images:
            self._images[reference] = self._within(reference, self._image)
        return self._images[reference]

    def tags(self, reference: str) -> list[str] | None:
        """The tags of the repository that a reference names, in the registry's order; None where they could not be had."""
        tags: list[str] | None = self._within(reference, self._tags)
        return tags

    def _within(self, reference: str, ask: Any) -> Any:
        """Asks in a thread of its own, so that nothing that a server does takes longer than the deadline."""
        from threading import Thread

        results: list[Any] = []

        def run() -> None:
            try:
                results.append((ask(Place(reference)), ""))
            except RegistryError as error:
                results.append((None, str(error)))
            except Exception as error:  # noqa: BLE001 - whatever a server sends, it is its problem and no end of the run
                results.append((None, f"its answer cannot be used ({type(error).__name__})"))

        thread = Thread(target=run, daemon=True)
        thread.start()
        thread.join(self._deadline)
        value, problem = results[0] if results else (None, f"there is no answer within {self._deadline:g} s")
        if problem:
            self.problems[reference] = problem
        return value

    # --- what is asked for

    def _image(self, place: Place) -> RegistryImage:
        answer = self._get(place, f"manifests/{place.version}", (*_INDEXES, *_MANIFESTS))
        digest = "sha256:" + hashlib.sha256(answer.body).hexdigest()
        told = answer.headers.get("docker-content-digest", digest)
        if told != digest or (":" in place.version and place.version != digest):
            raise RegistryError("its answer does not fit the digest")
        manifest = _object(answer)
        media = manifest.get("mediaType") or answer.headers.get("content-type", "").partition(";")[0].strip()
        if media in _INDEXES:
            return RegistryImage(digest, _platforms([entry.get("platform") for entry in manifest["manifests"]]))
        if media not in _MANIFESTS:
            raise RegistryError("it has the image in a format that is not known")
        config = str(manifest["config"]["digest"])
        if not _DIGEST.fullmatch(config):
            raise RegistryError("its answer is no manifest")
        return RegistryImage(digest, _platforms([_object(self._get(place, f"blobs/{config}", ()))]))

    def _tags(self, place: Place) -> list[str]:
        found: list[str] = []
        path = "tags/list?n=1000"
        for _ in range(MOST_PAGES):
            answer = self._get(place, path, ())
            found += [str(tag) for tag in _object(answer).get("tags") or ()]
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                break
            path = f"tags/list?{following.group(1).partition('?')[2]}"
        return found

    # --- how

    def _get(self, place: Place, path: str, media: tuple[str, ...]) -> Answer:
        """Asks for something in a repository, with a token where the registry wants one. Raises RegistryError."""
        url = f"{self._scheme(place.host)}://{place.host}/v2/{place.repository}/{quote(path, safe='/:?=&%._-')}"
        headers = {"Accept": ", ".join(media)} if media else {}
        key = (place.host, place.repository)
        answer = send(url, headers, self._authorizations.get(key, ""), self._patience)
        if answer.status == 401 and key not in self._authorizations:
            held = credentials(place.host, self._patience)
            challenge = answer.headers.get("www-authenticate", "")
            self._authorizations[key] = authorization(challenge, place.host, place.repository, held, self._patience)
            answer = send(url, headers, self._authorizations[key], self._patience)
        if answer.status != 200:
            raise RegistryError(refusal(answer.status, place.host))
        return answer

    def _scheme(self, host: str) -> str:
        """https; for a registry on this machine http, unless it says that it wants TLS."""
        if not is_loopback(host):
            return "https"
        if host not in self._schemes:
            self._schemes[host] = loopback_scheme(host, self._patience)
        return self._schemes[host]


def loopback_scheme(host: str, patience: float) -> str:
    """How a registry on this machine is spoken to: by http, unless it says that it wants TLS."""
    try:
        return "https" if send(f"http://{host}/v2/", {}, "", patience).status == 400 else "http"
    except RegistryError:
        return "http"


def _object(answer: Answer) -> dict[str, Any]:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise RegistryError("its answer is no JSON object")
    return data


def _platforms(described: list[Any]) -> list[str]:
    """Platforms as ``linux/arm64/v8``, each once; attestations, whose platform is unknown, are left out."""
    found = []
    for each in described:
        if isinstance(each, dict) and isinstance(each.get("os"), str) and each["os"] != "unknown":
            parts = [each["os"], each.get("architecture"), each.get("variant")]
            found.append("/".join(part for part in parts if isinstance(part, str) and part))
    return list(dict.fromkeys(found))
