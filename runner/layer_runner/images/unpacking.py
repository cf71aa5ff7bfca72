"""What an image is made of, from packages: debootstrap, and a kernel without its scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from layer_runner.errors import EngineError
from layer_runner.images.definitions import ImageDefinition


def debootstrap(root: Path, definition: ImageDefinition, mirror: str | None, keyring: Path | None) -> None:
    """Unpack and configure the packages in `root`, from `mirror` (None: debootstrap's own), which must be signed with a
    key of `keyring` (None: the distribution's). Raises EngineError.
    """
    signed = keyring or Path(definition.keyring)
    if not signed.is_file():
        variable = f"LAYER_{definition.distribution.upper()}_KEYRING"
        raise EngineError(
            f"{signed} is missing, so what {definition.name} is made of could not be checked: install "
            f"{definition.distribution}'s archive keyring there, or name the file in {variable}"
        )
    debs = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "layer" / "debs" / definition.distribution
    debs.mkdir(parents=True, exist_ok=True)
    # It mounts /proc in what it makes: in a namespace of its own that ends with it, however it ends.
    command = [*_own_mounts(), "debootstrap", "--variant=minbase"]
    command += [f"--cache-dir={debs}", "--force-check-gpg", f"--keyring={signed}"]
    command += [f"--components={','.join(definition.components)}", f"--include={','.join(definition.packages)}"]
    scripts = Path(os.environ.get("DEBOOTSTRAP_DIR", "/usr/share/debootstrap"), "scripts")
    command += [definition.suite, str(root), mirror or "", str(scripts / definition.script)]
    run(command)
    if keyring is not None:
        # apt in the machine is to trust the mirror as well.
        trusted = root / "etc/apt/trusted.gpg.d" / f"{definition.distribution}-mirror.gpg"
        shutil.copyfile(keyring, trusted)
        trusted.chmod(0o644)


def _own_mounts() -> list[str]:
    """How a command is started whose mounts nobody else sees; [] where that is not allowed."""
    command = ["unshare", "--mount", "--propagation", "private"]
    done = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if done.returncode == 0 else []


def kernel(root: Path, staging: Path, definition: ImageDefinition, sources: str) -> str:
    """Unpack the kernel into `root` without its scripts (no initramfs is wanted); its version."""
    (staging / "sources.list").write_text(sources)
    script = f"""\
set -e
cp {staging}/sources.list {root}/etc/apt/sources.list
rm -f {root}/etc/resolv.conf; cp -L /etc/resolv.conf {root}/etc/resolv.conf
certificates=/usr/local/share/ca-certificates
if ls $certificates/*.crt >/dev/null 2>&1; then
  cp $certificates/*.crt {root}$certificates/; chroot {root} update-ca-certificates >/dev/null
fi
chroot {root} apt-get -qq update
package=$(chroot {root} apt-cache depends --important {definition.kernel} |
  sed -n 's/^ *Depends: \\(linux-image-[^ ]*\\)$/\\1/p' | head -n 1)
test -n "$package" || {{ echo "{definition.kernel} depends on no kernel there"; exit 1; }}
# Ubuntu has the modules in a package of their own.
modules=linux-modules-${{package#linux-image-}}
chroot {root} apt-cache show $modules >/dev/null 2>&1 || modules=
chroot {root} sh -c "cd /var/cache/apt && apt-get -qq -o APT::Sandbox::User=root download $package $modules"
for each in $package $modules; do
  dpkg-deb -x {root}/var/cache/apt/${{each}}_*.deb {staging}/unpacked
done
cp -a {staging}/unpacked/boot/. {root}/boot/
# With the slash: /lib may be a link, or not.
for each in lib usr/lib; do
  test ! -d {staging}/unpacked/$each/modules || cp -a {staging}/unpacked/$each/modules {root}/lib/
done
rm -f {root}/var/cache/apt/*.deb {root}/var/cache/apt/*.bin
rm -rf {root}/var/cache/apt/archives/*.deb
chroot {root} depmod "${{package#linux-image-}}"
echo "$package" >{staging}/kernel
"""
    run(["sh", "-c", script])
    return (staging / "kernel").read_text().strip().removeprefix("linux-image-")


def run(command: list[str]) -> None:
    """Run a command; its last words are the error. Raises EngineError."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    environment["PATH"] = environment.get("PATH", "") + ":/usr/sbin:/sbin"
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise EngineError(f"{_tool(command)} failed while making the image:\n{last}")


def _tool(command: list[str]) -> str:
    """What it is called, however it is started."""
    return "debootstrap" if "debootstrap" in command else command[0]


def packages(root: Path) -> str:
    """The packages in `root`, a line each: name and version."""
    command = ["dpkg-query", "--admindir", str(root / "var/lib/dpkg"), "-W"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
