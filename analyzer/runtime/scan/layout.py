"""The archive of an image in a form that scanners read."""

from __future__ import annotations

import os
import shutil
import tarfile
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analyzer.runtime.scan.unassessed import unassessed
from analyzer.source.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.runtime.operation import Operation

DOCKER, FOLDER = "docker", "folder"
"""A tar file of ``docker save``; an OCI layout as a folder."""
_MEMBER = Lazy(r"(?:\./)?(oci-layout|index\.json|blobs/[a-z0-9]{1,32}/[0-9a-f]{32,128})")
_MOST_MEMBERS = 20_000


@contextmanager
def readable(scanner: str, archive: str, operation: Operation) -> Iterator[tuple[str, str]]:
    """The form, DOCKER or FOLDER, and the path of an image.

    An OCI layout in a tar file is unpacked while the block runs, as not every scanner reads it: only files that a layout has
    (OCI image specification, image-layout.md), and no links. Raises OperationError where it cannot be read.
    """
    if os.path.isdir(archive):
        yield FOLDER, os.path.abspath(archive)
        return
    with TemporaryDirectory(prefix="buildsecbot-layout-", ignore_cleanup_errors=True) as folder:
        try:
            unpacked = _unpack(archive, folder, operation)
        except (OSError, tarfile.TarError, EOFError) as error:
            raise unassessed(scanner, "archive-unreadable", f"the archive cannot be read: {error}") from error
        yield (FOLDER, folder) if unpacked else (DOCKER, os.path.abspath(archive))


def _unpack(archive: str, folder: str, operation: Operation) -> bool:
    """Unpacks an OCI layout; false where the archive is one of ``docker save``, which is left as it is."""
    with tarfile.open(archive) as tar:
        members: dict[str, tarfile.TarInfo] = {}
        for number, member in enumerate(tar):
            if member.name.removeprefix("./") == "manifest.json":
                return False
            if number == _MOST_MEMBERS:
                raise tarfile.TarError(f"it has more than {_MOST_MEMBERS} entries")
            match = _MEMBER.fullmatch(member.name)
            if match is not None and member.isreg():
                members[match[1]] = member
        if "index.json" not in members:
            raise tarfile.TarError("it is neither one of docker save nor an OCI layout")
        for name, member in members.items():
            operation.check()
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            content = tar.extractfile(member)
            assert content is not None
            with content, open(path, "wb") as file:
                shutil.copyfileobj(content, file, 1 << 20)
    return True
