"""What git's index knows of the contents of files, where that is certain.

The index holds, for each tracked file, the blob's id and the file's stat when it was last
compared. Git takes the file for clean when the stat agrees. Here that is believed only where it
proves the *bytes on disk*:

- the stat agrees to the nanosecond, and the file was left alone before the index was written;
- the entry has no flag (assume-unchanged, skip-worktree, intent-to-add) and is merged;
- no attribute asks for a conversion, and the blob is as long as the file: line ends, `$Id$` and
most filters,
  also those of yesterday's configuration, change the length.

Everything else is hashed from the disk.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from layer_cache.digests import SETTLED, Stamp, stamp
from layer_cache.git_process import collect, start
from layer_cache.observations import decode, encode

_HEADER = struct.Struct(">4sII")
#: ctime (s, ns), mtime (s, ns), device, inode, mode, uid, gid, size, SHA-1, flags.
_ENTRY = struct.Struct(">10I20sH")
_ASSUME_VALID, _EXTENDED, _STAGE = 0x8000, 0x4000, 0x3000
_REGULAR = 0o10
_LOW = 0xFFFFFFFF
_SECOND = 1_000_000_000
#: A second change within one tick of the clock (4 to 10 ms) while git was writing the index.
_TICK = 100_000_000
#: Attributes that convert, unless they are unset (`-text`).
_CONVERTS = re.compile(rb"(?<![-!\w])(text|eol|crlf|filter|ident|working-tree-encoding)\b")
_SETTINGS = r"^(core\.(autocrlf|attributesfile|worktree)|extensions\.objectformat)$"


class IndexEntry(NamedTuple):
    """A tracked file. Times in nanoseconds; inode and size (bytes) are the lowest 32 bits."""

    path: bytes
    ctime: int
    mtime: int
    inode: int
    size: int
    blob: str


def blobs_of_clean_files(root: Path, folders: Iterable[str]) -> dict[str, tuple[Stamp, str]]:
    """The files below `root` whose digest is certain, each with the stamp that it must still have.

    `folders` are those of the tree. Empty where nothing is certain.
    """
    found = conversions(root, folders)
    if found.object_format != "sha1" or found.converts:
        return {}
    prefix = encode(found.prefix)
    try:
        with open(found.index_file, "rb") as file:
            written = os.fstat(file.fileno()).st_mtime_ns
            content = file.read()
    except OSError:
        return {}
    entries = [entry for entry in parse(content) if entry.path.startswith(prefix) and _left_alone(entry, written)]
    lengths = blob_sizes(root, [entry.blob for entry in entries])
    clean: dict[str, tuple[Stamp, str]] = {}
    for entry in entries:
        path = decode(entry.path[len(prefix) :])
        if path.endswith(".gitattributes") and not os.path.lexists(f"{root}/{path}"):
            # Git then reads the attributes from the index.
            return {}
        known = _stamp_if_same(f"{root}/{path}", entry, lengths.get(entry.blob))
        if known is not None:
            clean[path] = (known, entry.blob)
    return clean


def _left_alone(entry: IndexEntry, written: int) -> bool:
    coarse = entry.ctime % _SECOND == 0
    return max(entry.ctime, entry.mtime) + (SETTLED if coarse else _TICK) < written


def _stamp_if_same(path: str, entry: IndexEntry, length: int | None) -> Stamp | None:
    """The file's whole stamp, where it agrees with what the index has of it (32 bits of each
    number).
    """
    try:
        status = os.lstat(path)
    except OSError:
        return None
    agrees = (
        status.st_mtime_ns == entry.mtime
        and status.st_ctime_ns == entry.ctime
        and status.st_ino & _LOW == entry.inode
        and status.st_size & _LOW == entry.size
        and status.st_size == length
    )
    if not agrees:
        return None
    return stamp(status)


def parse(content: bytes) -> list[IndexEntry]:
    """The plain entries of an index, version 2 to 4 (gitformat-index(5)).

    Empty where it is damaged or of another make: a split index has its entries elsewhere.
    """
    try:
        signature, version, count = _HEADER.unpack_from(content)
        if signature != b"DIRC" or version not in (2, 3, 4):
            return []
        entries, offset = _walk(content, version, count)
        # Extensions until the checksum; one in lower case must be understood to read the rest.
        while offset + 8 <= len(content) - 20:
            name, length = struct.unpack_from(">4sI", content, offset)
            if name[:1].islower() and name != b"sdir":
                return []
            offset += 8 + length
    except (struct.error, ValueError, IndexError):
        return []
    return entries


def _walk(content: bytes, version: int, count: int) -> tuple[list[IndexEntry], int]:
    """The plain entries, and where the extensions start."""
    entries: list[IndexEntry] = []
    offset, previous = _HEADER.size, b""
    unpack = _ENTRY.unpack_from
    for _ in range(count):
        (cs, cn, ms, mn, _, inode, mode, _, _, size, blob, flags) = unpack(content, offset)
        begin = offset + _ENTRY.size + (2 if flags & _EXTENDED else 0)
        if version == 4:
            strip, begin = _variable_length(content, begin)
            end = content.index(b"\0", begin)
            path = previous[: len(previous) - strip] + content[begin:end]
            previous, offset = path, end + 1
        else:
            end = content.index(b"\0", begin)
            path = content[begin:end]
            offset += (end - offset + 8) & ~7
        # Extended flags are skip-worktree and intent-to-add.
        if mode >> 12 == _REGULAR and not flags & (_ASSUME_VALID | _EXTENDED | _STAGE):
            ctime, mtime = cs * _SECOND + cn, ms * _SECOND + mn
            entries.append(IndexEntry(path, ctime, mtime, inode, size, blob.hex()))
    return entries, offset


def _variable_length(content: bytes, offset: int) -> tuple[int, int]:
    """Git's offset encoding: the number, and where it ends."""
    byte = content[offset]
    value = byte & 0x7F
    while byte & 0x80:
        offset += 1
        byte = content[offset]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, offset + 1


def blob_sizes(root: Path, blobs: Collection[str]) -> dict[str, int]:
    """The sizes in bytes of those blobs that git has."""
    if not blobs:
        return {}
    process = start(root, "cat-file", "--batch-check=%(objectsize)", "--buffer", stdin=True)
    answers = (collect(process, b"".join(blob.encode() + b"\n" for blob in blobs)) or b"").split(b"\n")
    return {blob: int(answer) for blob, answer in zip(blobs, answers, strict=False) if answer.isdigit()}


class Conversions(NamedTuple):
    """Of a folder in a repository: whether a file may be other bytes than its blob (`converts`).

    `object_format` is git's, "" where it did not answer. `prefix` leads from the repository's root to the folder
    (`docs/`), `index_file` is where the index lies, `git_dir` where git keeps what it knows.
    """

    object_format: str
    prefix: str
    index_file: Path
    git_dir: Path
    converts: bool


def conversions(root: Path, folders: Iterable[str] | None) -> Conversions:
    """What git's attributes and settings say of the tree at `root`, whose folders are `folders`; None: of settings
    only, whatever lies on the disk.
    """
    places = start(
        root,
        *("rev-parse", "--show-object-format", "--show-prefix", "--absolute-git-dir"),
        *("--git-path", "index", "--git-path", "info/attributes"),
    )
    settings = start(root, "config", "-z", "--get-regexp", _SETTINGS)
    answers = (collect(places) or b"").split(b"\n")
    # Fails where there is no such setting.
    configured = collect(settings) or b""
    if len(answers) != 6:
        return Conversions("", "", root, root, True)
    prefix, git_dir, index, attributes = answers[1], *(root / decode(answer) for answer in answers[2:5])
    converts = _settings_convert(root, attributes, configured)
    if not converts and folders is not None:
        converts = _files_convert(root, prefix, folders)
    return Conversions(decode(answers[0]), decode(prefix), index, git_dir, converts)


def _settings_convert(root: Path, attributes: Path, configured: bytes) -> bool:
    """Whether anything outside of the tree may make a blob differ from its file."""
    files = [attributes, Path("/etc/gitattributes")]
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    files.append(Path(home, "git", "attributes"))
    for item in configured.split(b"\0")[:-1]:
        name, _, value = item.partition(b"\n")
        if name == b"core.autocrlf":
            if value.lower() not in (b"false", b"no", b"off", b"0"):
                return True
        elif name == b"core.attributesfile":
            files.append(root / os.path.expanduser(decode(value)))
        else:
            return True
    return any(_mentions_conversion(str(file)) for file in files)


def _files_convert(root: Path, prefix: bytes, folders: Iterable[str]) -> bool:
    """The same of the attribute files in the tree, and in the folders of the repository above it."""
    above = [root, *root.parents][: prefix.count(b"/") + 1]
    return any(_mentions_conversion(f"{folder}/.gitattributes") for folder in above) or any(
        _mentions_conversion(f"{root}/{folder}/.gitattributes") for folder in folders if folder
    )


def mention_conversion(attributes: bytes) -> bool:
    """Whether attributes, as a file of them has them, may convert some content."""
    return _CONVERTS.search(attributes) is not None


def _mentions_conversion(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return mention_conversion(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
