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
    """How one image is made: debootstrap of `suite`, plus `packages`, booted with `kernel`'s kernel.

    `script` is debootstrap's for suites of this kind, `keyring` the file that the archive is signed with. `pockets` are
    suites of the same mirror that are always there too, `components` the parts of each.
    """

    name: str
    suite: str
    distribution: str
    kernel: str
    script: str
    keyring: str
    components: tuple[str, ...] = ("main",)
    pockets: tuple[str, ...] = ()
    packages: tuple[str, ...] = _BASE_PACKAGES


def _debian(version: str, suite: str) -> ImageDefinition:
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    return ImageDefinition(f"vm/debian:{version}", suite, "debian", "linux-image-cloud-amd64", "sid", keyring)


def _ubuntu(version: str, suite: str, kernel: str = "linux-image-virtual") -> ImageDefinition:
    return ImageDefinition(
        f"vm/ubuntu:{version}",
        suite,
        "ubuntu",
        kernel,
        # Of all suites since 7.10, those that a debootstrap is too old to know as well.
        "gutsy",
        "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
        ("main", "universe"),
        (f"{suite}-updates", f"{suite}-security"),
    )


IMAGES = {
    image.name: image
    for image in (
        _debian("12", "bookworm"),
        # Its own kernel, 4.15, is too old for the agent's file system: FUSE_EXPLICIT_INVAL_DATA came with 5.2.
        _ubuntu("18.04", "bionic", "linux-image-virtual-hwe-18.04"),
        _ubuntu("20.04", "focal"),
        _ubuntu("22.04", "jammy"),
        _ubuntu("24.04", "noble"),
    )
}


def closest(name: str) -> str:
    """A sentence that says which images there are, for somebody who asked for `name`."""
    known = ", ".join(sorted(IMAGES))
    return f"there is no image {name!r}; images that can be built here: {known}; {advice(name)}"
