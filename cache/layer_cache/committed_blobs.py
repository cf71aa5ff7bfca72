"""Contents that git has: as they are stored, and as a checkout would have them."""

from __future__ import annotations

import os
import subprocess
import weakref
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from layer_cache.errors import TreeError
from layer_cache.git_index import Conversions, blob_sizes, conversions, mention_conversion
from layer_cache.git_process import start
from layer_cache.observations import blob_digest, encode

_ATTRIBUTES = ".gitattributes"


class Blobs:
    """Those of the tree at `root` of `commit`, or of the index where that is None. `folders` are those of the tree,
    `files` has the id of each file's blob.

    Where nothing can convert them (line ends, filters) a blob's id is its digest. Else the content goes through git's
    filters, with the attributes that the tree itself has. What git LFS keeps elsewhere is not fetched.
    """

    def __init__(self, root: Path, commit: str | None, folders: Collection[str], files: Mapping[str, str]) -> None:
        self._root = root
        self._commit = commit
        self._folders = folders
        self._files = files
        self._plain: _Batch | None = None
        self._filters: _Batch | None = None
        self._known: tuple[Conversions, dict[str, bytes]] | None = None
        self._sizes: dict[str, int] | None = None

    def raw(self, blob: str) -> bytes:
        """The blob as it is stored. Raises TreeError."""
        if self._plain is None:
            self._plain = _Batch(self._root)
        return self._plain.ask(blob)

    def filtered(self, path: str, blob: str) -> bytes:
        """The blob as a checkout at `path` (relative to the root) has it. Raises TreeError."""
        # Git reads one object a line.
        if self._is_kept() or "\n" in path:
            return self.raw(blob)
        found, attributes = self._asked()
        if self._filters is None:
            self._filters = self._start_filters(found, attributes)
        return self._filters.ask(f"{blob} {found.prefix}{path}")

    def checked_out(self, path: str, blob: str) -> tuple[int, str]:
        """Size in bytes and digest of the file that a checkout makes. Raises TreeError."""
        if not self._is_kept():
            content = self.filtered(path, blob)
            return len(content), blob_digest(content)
        if self._sizes is None:
            self._sizes = blob_sizes(self._root, set(self._files.values()))
        size = self._sizes.get(blob)
        if size is None:
            raise TreeError(f"git does not have the content of {path} ({blob}): fetch it")
        return size, blob

    def _is_kept(self) -> bool:
        found = self._asked()[0]
        return found.object_format == "sha1" and not found.converts

    def _asked(self) -> tuple[Conversions, dict[str, bytes]]:
        """What may convert, and the attribute files of the tree by their folders, relative to the repository's root."""
        if self._known is None:
            found = conversions(self._root, None)
            attributes: dict[str, bytes] = {}
            for folder in self._folders:
                blob = self._files.get(f"{folder}/{_ATTRIBUTES}" if folder else _ATTRIBUTES)
                if blob is not None:
                    attributes[(found.prefix + folder).rstrip("/")] = self.raw(blob)
            above = found.prefix
            while above and "\n" not in above:
                above = above.rstrip("/").rpartition("/")[0]
                name = f"{above}/{_ATTRIBUTES}" if above else _ATTRIBUTES
                with suppress(TreeError):
                    attributes[above] = self.raw(f"{self._commit or ''}:{name}")
            converts = found.converts or any(map(mention_conversion, attributes.values()))
            self._known = found._replace(converts=converts), attributes
        return self._known

    def _start_filters(self, found: Conversions, attributes: Mapping[str, bytes]) -> _Batch:
        """Git takes attributes from the work tree. Where that has others than the tree, it is shown one that has
        nothing but these.
        """
        top = Path(f"{self._root}/"[: -len(found.prefix) - 1]) if found.prefix else self._root
        folders = {(found.prefix + folder).rstrip("/") for folder in self._folders} | attributes.keys()
        if all(_content(top / folder / _ATTRIBUTES) == attributes.get(folder) for folder in folders):
            return _Batch(self._root, "--filters")
        place = TemporaryDirectory(prefix="layer-attributes-")
        for folder, content in attributes.items():
            Path(place.name, folder).mkdir(parents=True, exist_ok=True)
            Path(place.name, folder, _ATTRIBUTES).write_bytes(content)
        more = {
            "GIT_DIR": str(found.git_dir),
            "GIT_WORK_TREE": place.name,
            "GIT_INDEX_FILE": f"{place.name}/.no-index",
        }
        return _Batch(Path(place.name), "--filters", more=more, place=place)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


class _Batch:
    """`git cat-file` that answers one question after the other, until nobody needs it any more."""

    def __init__(
        self,
        root: Path,
        *options: str,
        more: Mapping[str, str] = MappingProxyType({}),
        place: TemporaryDirectory[str] | None = None,
    ) -> None:
        # Nobody would read what filters complain of, and they would wait for somebody to.
        self._process = start(root, "cat-file", "--batch", *options, stdin=True, stderr=subprocess.DEVNULL, more=more)
        #: What goes away with it.
        self._place = place
        # The size that git tells is that before the filters. So after each object one is asked for that is not there,
        # and no content can foresee its name.
        name = os.urandom(20).hex()
        self._question = f"{name} x\n".encode() if "--filters" in options else f"{name}\n".encode()
        self._end = f"{name} missing\n".encode()
        weakref.finalize(self, _stop, self._process)

    def ask(self, question: str) -> bytes:
        """The content. Raises TreeError where git does not have it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        lines: list[bytes] = []
        is_whole = False
        # Git ends where a filter fails that it needs.
        with suppress(OSError):
            stdin.write(encode(question) + b"\n" + self._question)
            stdin.flush()
            for line in stdout:
                if line == self._end:
                    is_whole = True
                    break
                lines.append(line)
        blob, _, path = question.partition(" ")
        if not is_whole:
            why = f"`git cat-file --filters {blob} --path={path}` says why" if path else f"`git show {blob}` says why"
            raise TreeError(f"git does not give the content of {path or blob}: {why}")
        # `ID TYPE SIZE`, the content, a line end; or `ID missing`.
        if not lines or len(lines[0].split()) != 3 or not lines[-1].endswith(b"\n") or len(lines) < 2:
            raise TreeError(f"git does not have the content {blob}: fetch it")
        return b"".join(lines[1:])[:-1]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
