"""CACHE: directories that outlive runs and are part of no snapshot, as one machine has them.

They lie on a disk of their own (`cache_disks`). A snapshot's memory must not know a file system whose contents go on
without it: so they are mounted after each restore and snapshot, and are not mounted while one is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from layer_runner.engine.domain import CACHES_SERIAL
from layer_runner.errors import EngineError
from layer_runner.guest.channel import Channel
from layerfile.directives import Cache
from layerfile.program import Step

#: Where in the machine the disk is mounted; each directory shows a part of it.
_TOP = "/run/layer/caches"

# $1: size of the file system in KB; then NAME:USER:DIRECTORY... What is damaged is made anew: it is a cache.
# Without delayed allocation a file that is renamed into place has its contents, even if the machine ends at once.
_MOUNT = f"""
set -e
top={_TOP}
if ! mountpoint -q $top; then
  test "$(cat /sys/block/vdb/serial)" = {CACHES_SERIAL}
  blockdev --flushbufs /dev/vdb
  code=0
  e2fsck -p /dev/vdb >/dev/null 2>&1 || code=$?
  test $code -le 1 || mke2fs -q -F -t ext4 -m 0 -E nodiscard /dev/vdb "$1"k
  mkdir -p $top
  mount -t ext4 -o nodelalloc,discard,nodev,noatime /dev/vdb $top
fi
shift
for one; do
  name=${{one%%:*}} rest=${{one#*:}}
  user=${{rest%%:*}} dir=${{rest#*:}}
  test -d "$dir" || runuser -u "$user" -- mkdir -p -- "$dir" 2>/dev/null || install -d -m 0775 -- "$dir"
  if ! test -d $top/$name; then
    rm -rf $top/new
    mkdir $top/new
    cp -a -- "$dir/." $top/new/
    mv $top/new $top/$name
  fi
  mount --bind $top/$name "$dir"
done
"""

# NAME:USER:DIRECTORY..., the last first. All or nothing: where something is in use, who uses it is printed.
_UNMOUNT = f"""
top={_TOP}
count=0
for one; do
  rest=${{one#*:}}
  umount -- "${{rest#*:}}" 2>/dev/null || break
  count=$((count + 1))
done
if test $count -eq $#; then
  # Another mount namespace may go on using the file system.
  if umount $top 2>/dev/null && ! test -e /sys/fs/ext4/vdb; then exit 0; fi
  mountpoint -q $top || mount -t ext4 -o nodelalloc,discard,nodev,noatime /dev/vdb $top
fi
while test $count -gt 0; do
  eval "one=\\${{$count}}"
  rest=${{one#*:}}
  mount --bind $top/${{one%%:*}} "${{rest#*:}}"
  count=$((count - 1))
done
sync -f $top
for one; do
  rest=${{one#*:}}
  dir=${{rest#*:}}
  find /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/exe /proc/[0-9]*/fd /proc/[0-9]*/map_files \\
    '(' -lname "$dir" -o -lname "$dir/*" ')' 2>/dev/null
done | cut -d/ -f3 | sort -un | while read -r pid; do echo "$(cat /proc/$pid/comm) ($pid)"; done
exit 3
"""


class Directory(NamedTuple):
    """A directory of the machine, and the user that it belongs to if it is not there yet."""

    path: str
    user: str

    @property
    def argument(self) -> str:
        """How the scripts are told: with the name on the disk, which is the same in every run."""
        return f"{hashlib.sha256(self.path.encode()).hexdigest()[:16]}:{self.user}:{self.path}"


def directories(steps: Iterable[Step]) -> list[Directory]:
    """What the CACHE lines among these steps keep, in their order, each once."""
    found: dict[str, Directory] = {}
    for step in steps:
        if isinstance(step.directive, Cache):
            for path in step.values:
                found.setdefault(path, Directory(path, step.context.user))
    return list(found.values())


@dataclass
class Directories:
    """The directories of one machine. `size` is that of their file system, in bytes."""

    channel: Channel
    size: int
    _wanted: list[Directory] = field(default_factory=list)
    _mounted: bool = False

    async def add(self, more: Sequence[Directory]) -> None:
        """Keep these from now on."""
        new = [one for one in more if one not in self._wanted]
        self._wanted += new
        if new:
            await self._mount(new)

    async def show(self) -> None:
        """Mount all of them again. Raises EngineError."""
        if self._wanted and not self._mounted:
            await self._mount(self._wanted)

    async def hide(self) -> str | None:
        """Unmount all of them; where that is not possible they stay, and the answer is who uses them."""
        if not self._mounted:
            return None
        arguments = [one.argument for one in reversed(self._wanted)]
        command = await self.channel.start(["sh", "-c", _UNMOUNT, "sh", *arguments], {}, "/", "root")
        text = b"".join([piece async for piece in command.output()]).decode(errors="replace")
        if command.error is None and command.exit is not None and command.exit.ok:
            self._mounted = False
            return None
        return ", ".join(text.split("\n")).strip(", ") or "something in another mount namespace"

    async def _mount(self, which: Sequence[Directory]) -> None:
        arguments = [str(self.size // 1024), *(one.argument for one in which)]
        try:
            await self.channel.run(["sh", "-c", _MOUNT, "sh", *arguments], 300)
        except EngineError as error:
            # Its script is of no use to a person.
            said = str(error).rpartition("failed in the machine:\n")[2]
            shown = " ".join(one.path for one in which)
            raise EngineError(f"CACHE {shown}: the directories could not be mounted: {said}") from error
        self._mounted = True
