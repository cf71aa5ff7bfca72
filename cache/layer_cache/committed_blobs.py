"""Contents that git has: as they are stored, and as a checkout would have them."""

from __future__ import annotations

import os
import subprocess
import weakref
from collections.abc import Collection
from pathlib import Path

from layer_cache.errors import TreeError
from layer_cache.git_index import blob_sizes, conversions
from layer_cache.git_process import start
from layer_cache.observations import blob_digest, encode


class Blobs:
    """Those of the repository that `root` lies in. `folders` are those of the tree, `blobs` its contents.

    Where nothing can convert them (line ends, filters) a blob's id is its digest. Else the content goes through git's
    filters, with the attributes of the work tree. What git LFS keeps elsewhere is not fetched.
    """

    def __init__(self, root: Path, folders: Collection[str], blobs: Collection[str]) -> None:
        self._root = root
        self._folders = folders
        self._blobs = blobs
        self._plain: _Batch | None = None
        self._filters: _Batch | None = None
        self._prefix: str | None = None
        self._keeps_bytes: bool | None = None
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
        if self._filters is None:
            self._filters = _Batch(self._root, "--filters")
        return self._filters.ask(f"{blob} {self._prefix}{path}")

    def checked_out(self, path: str, blob: str) -> tuple[int, str]:
        """Size in bytes and digest of the file that a checkout makes. Raises TreeError."""
        if not self._is_kept():
            content = self.filtered(path, blob)
            return len(content), blob_digest(content)
        if self._sizes is None:
            self._sizes = blob_sizes(self._root, self._blobs)
        size = self._sizes.get(blob)
        if size is None:
            raise TreeError(f"git does not have the content of {path} ({blob}): fetch it")
        return size, blob

    def _is_kept(self) -> bool:
        if self._keeps_bytes is None:
            found = conversions(self._root, self._folders)
            self._prefix = found.prefix
            self._keeps_bytes = found.object_format == "sha1" and not found.converts
        return self._keeps_bytes


class _Batch:
    """`git cat-file` that answers one question after the other, until nobody needs it any more."""

    def __init__(self, root: Path, *options: str) -> None:
        self._process = start(root, "cat-file", "--batch", *options, stdin=True)
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
        try:
            stdin.write(encode(question) + b"\n" + self._question)
            stdin.flush()
            for line in stdout:
                if line == self._end:
                    break
                lines.append(line)
        except OSError:
            lines = []
        # `ID TYPE SIZE`, the content, a line end; or `ID missing`.
        if not lines or len(lines[0].split()) != 3 or not lines[-1].endswith(b"\n") or len(lines) < 2:
            raise TreeError(f"git does not have the content {question.partition(' ')[0]}: fetch it")
        return b"".join(lines[1:])[:-1]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
