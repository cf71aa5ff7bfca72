"""The name of a Docker image.

A Layerfile starts a virtual machine, and a container's image is none. What the image would have brought is installed
with RUN.

## Wrong

```layerfile
FROM node:18
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get update && apt-get install nodejs npm
```
"""

from __future__ import annotations

from layerfile import bases
from layerfile.directives import From
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF105", "from-docker-image", "error")

_IMAGES = {
    **dict.fromkeys(("ubuntu:18.04", "ubuntu:bionic"), "vm/ubuntu:18.04"),
    **dict.fromkeys(("ubuntu:20.04", "ubuntu:focal"), "vm/ubuntu:20.04"),
    **dict.fromkeys(("ubuntu:22.04", "ubuntu:jammy"), "vm/ubuntu:22.04"),
    **dict.fromkeys(("debian:12", "debian:bookworm"), "vm/debian:12"),
}


@rule.each(From)
def check(line: From) -> Findings:
    """A base is a machine's."""
    base = line.base
    if base is None or line.kind != "library" or not base.is_closed or base.variables:
        return
    if bases.is_docker_image(str(base)):
        name = str(base)
        instead = _IMAGES.get(name.removeprefix("docker.io/").removeprefix("library/"), "vm/debian:12")
        message = (
            f"{name} is a Docker image, and a Layerfile starts from a virtual machine: "
            f"FROM {instead}, then install what is needed with RUN"
        )
        yield Finding(message, base.span, _fix(line, name))


def _fix(line: From, name: str) -> Fix | None:
    instead = _IMAGES.get(name)
    return None if instead is None or line.base is None else replace(f"Write {instead}", line.base.span, instead)
