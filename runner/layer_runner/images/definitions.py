"""The table of images: a name, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from layerfile.image_names import advice

_BASE_PACKAGES = (
    "systemd",
    "systemd-sysv",
    "dbus",
    "udev",
    "kmod",
    "iproute2",
    "procps",
    "sudo",
    "curl",
    "git",
    "ca-certificates",
    "less",
)


@dataclass(frozen=True, slots=True)
class ImageDefinition:
    """How one image is made: debootstrap of `suite`, plus `packages`, booted with `kernel`'s kernel."""

    name: str
    suite: str
    distribution: str
    kernel: str
    packages: tuple[str, ...] = _BASE_PACKAGES


IMAGES = {
    image.name: image for image in (ImageDefinition("vm/debian:12", "bookworm", "debian", "linux-image-cloud-amd64"),)
}


def closest(name: str) -> str:
    """A sentence that says which images there are, for somebody who asked for `name`."""
    known = ", ".join(sorted(IMAGES))
    return f"there is no image {name!r}; images that can be built here: {known}; {advice(name)}"
