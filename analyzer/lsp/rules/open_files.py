"""The YAML files that are open in an editor and are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lsp.documents import path_of
from analyzer.lsp.rules.kinds import ENDINGS, Place, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.lsp.documents import Documents, Open
    from analyzer.lsp.rules.document import RuleFile
    from analyzer.lsp.rules.folders import Folder


class RuleFiles:
    """All of them. `sources` tells which rules the configuration of a path names, as files and folders."""

    def __init__(self, documents: Documents, sources: Callable[[str], Iterable[str]]) -> None:
        self._documents = documents
        self._sources = sources
        self._folders: dict[str, Folder] = {}
        self._files: dict[str, tuple[Open, str, RuleFile]] = {}

    def of(self, uri: str) -> RuleFile | None:
        """A file as it is now; None where it is not open, or none of ours."""
        file = self._documents.files.get(uri)
        if file is None or file.is_dockerfile or not _is_yaml(file):
            self._files.pop(uri, None)
            return None
        known = self._files.get(uri)
        if known is not None and known[0] is file and known[1] is file.text and known[2].encoding == self._documents.encoding:
            return known[2]
        path = path_of(uri)
        place = place_of(path, file.text, self._sources(path))
        if not place.kind and known is not None and known[0] is file:
            place = Place(known[2].kind, known[2].folder.path)  # it was one of ours and is being typed in
        if not place.kind:
            return None
        from analyzer.lsp.rules.document import RuleFile  # most sessions see no rule file

        found = RuleFile(uri, path, file.text, place.kind, self._folder(place.folder), file.version, self._documents.encoding)
        self._files[uri] = (file, file.text, found)
        return found

    def forget(self) -> None:
        """Everything is worked out anew, when next it is asked for."""
        self._files.clear()

    def _folder(self, path: str) -> Folder:
        from analyzer.lsp.rules.folders import Folder

        folder = self._folders.get(path)
        if folder is None:
            folder = self._folders[path] = Folder(path)
        folder.refresh()
        return folder

    def judge(self, file: RuleFile) -> bool:
        """Runs the examples of a file, which may take a while; whether that told anything. Another thread may call it."""
        from analyzer.lsp.rules.verdicts import verdicts

        rules = file.checked.rules
        if file.verdicts is not None or rules is None:
            return False
        file.verdicts = verdicts(file.text, file.root, rules, lambda: self._is_current(file))
        return file.verdicts is not None

    def _is_current(self, file: RuleFile) -> bool:
        now = self._documents.files.get(file.uri)
        return now is not None and now.text is file.text


def _is_yaml(file: Open) -> bool:
    return file.language.lower() == "yaml" or path_of(file.uri).endswith(ENDINGS)
