"""A small archive in the layout of Ubuntu's, made of Debian's packages, signed with a key of its own, on the loopback.

What is Ubuntu's: names of suites and pockets, components, where the kernel and its modules are (two packages, and a
third that depends on the newest, in the pocket for updates), and that nothing but the signature is trusted. What is
not: the packages themselves.
"""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from layer_runner.images.definitions import IMAGES, ImageDefinition
from layer_runner.images.mirrors import configured, for_distribution

COMPONENTS = ("main", "universe")

#: Of Debian's kernel package, what Ubuntu has in the one with the modules.
_MODULES = ("lib", "boot/System.map*", "boot/config*")


class UbuntuMirror:
    """The archive in `folder`; `add` makes a suite. `address` is there while `serve` lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "gnupg"
        self.keyring = folder / "keyring.gpg"
        self.address = ""
        self.home.mkdir(parents=True, mode=0o700)
        make_key(self.home, self.keyring)
        (folder / "ubuntu" / "pool").mkdir(parents=True)
        self._fill()

    @contextlib.contextmanager
    def serve(self) -> Iterator[None]:
        """Serve it on the loopback."""
        handler = partial(_Quiet, directory=str(self.folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            self.address = f"http://127.0.0.1:{server.server_port}/ubuntu"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()
                stop_agent(self.home)

    def add(self, definition: ImageDefinition) -> None:
        """A suite with its pockets; its kernel is in that for updates."""
        pool = self.folder / "ubuntu" / "pool"
        meta = pool / "updates" / f"{definition.kernel}_1_amd64.deb"
        if not meta.exists():
            make_package(meta, definition.kernel, f"linux-image-{self._kernel}")
        self._suite(definition.suite, {"main": "pool/main"})
        for pocket in definition.pockets:
            self._suite(pocket, {"main": "pool/updates"} if pocket.endswith("-updates") else {})

    def _suite(self, name: str, parts: dict[str, str]) -> None:
        root = self.folder / "ubuntu"
        files: dict[str, bytes] = {}
        for component in COMPONENTS:
            index = b""
            if component in parts:
                command = ["dpkg-scanpackages", "--multiversion", "--arch", "amd64", parts[component]]
                index = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
            for suffix, content in (("", index), (".gz", gzip.compress(index))):
                files[f"{component}/binary-amd64/Packages{suffix}"] = content
        folder = root / "dists" / name
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        lines = [
            "Origin: Ubuntu",
            f"Suite: {name}",
            f"Codename: {name.partition('-')[0]}",
            f"Date: {email.utils.formatdate(usegmt=True)}",
            "Architectures: amd64",
            f"Components: {' '.join(COMPONENTS)}",
            "SHA256:",
            *(f" {hashlib.sha256(content).hexdigest()} {len(content)} {path}" for path, content in files.items()),
        ]
        release = folder / "Release"
        release.write_text("\n".join(lines) + "\n")
        gpg(self.home, "--clearsign", "--output", str(folder / "InRelease"), str(release))
        gpg(self.home, "--detach-sign", "--armor", "--output", str(folder / "Release.gpg"), str(release))

    def _fill(self) -> None:
        """Debian's packages that an image is made of, and a kernel, into the pool."""
        debian = IMAGES["vm/debian:12"]
        main, updates = (self.folder / "ubuntu" / "pool" / name for name in ("main", "updates"))
        cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "layer" / "debs" / "debian"
        cache.mkdir(parents=True, exist_ok=True)
        scratch = self.folder / "scratch"
        command = ["debootstrap", "--download-only", "--variant=minbase", f"--cache-dir={cache}"]
        command += [f"--include={','.join(debian.packages)}", debian.suite, str(scratch)]
        mirror = for_distribution("debian", configured())
        subprocess.run([*command, mirror] if mirror else command, check=True, capture_output=True)
        shutil.copytree(scratch / "var/cache/apt/archives", main, ignore=shutil.ignore_patterns("partial", "lock"))
        shutil.rmtree(scratch)
        for package in list(main.iterdir()):
            # An archive's file names have no epoch.
            package.rename(re.sub(r"_\d+%3a", "_", str(package)))
        for package in main.glob("usr-is-merged_*"):
            package.unlink()
        # Debian's init-system-helpers wants either: of a bionic neither is true.
        make_package(main / "usrmerge_35_all.deb", "usrmerge", "", "all")
        updates.mkdir()
        self._kernel = split_kernel(self.folder / "kernel", debian.kernel, updates)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


def gpg(home: Path, *arguments: str) -> None:
    """Run gpg with keys of its own."""
    command = ["gpg", "--homedir", str(home), "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""]
    subprocess.run([*command, *arguments], check=True, capture_output=True)


def stop_agent(home: Path) -> None:
    """End the process that gpg left behind for its keys in `home`."""
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "gpg-agent"], check=True, capture_output=True)


def make_key(home: Path, keyring: Path) -> None:
    """A throw-away key in `home`, its public half in `keyring`."""
    gpg(home, "--quick-generate-key", "a mirror for tests", "rsa2048", "sign", "1d")
    gpg(home, "--export", "--output", str(keyring))


def make_package(path: Path, name: str, depends: str, architecture: str = "amd64", files: Path | None = None) -> None:
    """A package; without `files` an empty one."""
    root = files or path.with_suffix("")
    (root / "DEBIAN").mkdir(parents=True)
    version = path.name.split("_")[1]
    fields = {
        "Package": name,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "tests <tests@example.org>",
        "Priority": "optional",
        "Section": "kernel",
        "Description": "made by a test",
    }
    if depends:
        fields["Depends"] = depends
    (root / "DEBIAN/control").write_text("".join(f"{key}: {value}\n" for key, value in fields.items()))
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(root), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(root)


def split_kernel(scratch: Path, package: str, into: Path) -> str:
    """Debian's kernel as two packages, as Ubuntu has it; its version."""
    scratch.mkdir()
    if not _download(scratch, _newest(package)):
        subprocess.run(["apt-get", "-qq", "update"], check=True, capture_output=True)
        assert _download(scratch, _newest(package))
    (deb,) = scratch.glob("*.deb")
    image = scratch / "image"
    subprocess.run(["dpkg-deb", "-x", str(deb), str(image)], check=True)
    (modules,) = (image / "lib/modules").iterdir()
    version, other = modules.name, scratch / "modules"
    for pattern in _MODULES:
        for path in image.glob(pattern):
            target = other / path.relative_to(image)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
    make_package(into / f"linux-modules-{version}_1_amd64.deb", f"linux-modules-{version}", "", files=other)
    depends = f"linux-modules-{version}"
    make_package(into / f"linux-image-{version}_1_amd64.deb", f"linux-image-{version}", depends, files=image)
    shutil.rmtree(scratch)
    return version


def _newest(package: str) -> str:
    done = subprocess.run(["apt-cache", "depends", "--important", package], capture_output=True, text=True, check=False)
    found = [line.split()[-1] for line in done.stdout.splitlines() if "Depends: linux-image-" in line]
    return found[0] if found else package


def _download(folder: Path, package: str) -> bool:
    command = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
