"""A website that nothing is started for.

EXPOSE WEBSITE waits until the port answers. Nothing further up starts something in the background: no RUN BACKGROUND,
no service and no container.

## Wrong

```layerfile
FROM vm/debian:12
RUN npm install
EXPOSE WEBSITE localhost:3000
```

## Right

```layerfile
FROM vm/debian:12
RUN npm install
RUN BACKGROUND npm start
EXPOSE WEBSITE localhost:3000
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.ancestry import directives_above, starts_from_image
from layerfile.directives import ExposeTcp, ExposeWebsite, Run
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF613", "expose-no-listener", "hint", default=False)


_STARTS = pattern(
    r"&(?!&)|docker|podman|compose|kube|k3s|helm|systemctl|service|init\.d|supervisor|pm2|daemon|nginx|apt|start"
)


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is exposed has been started."""
    exposes = [*file.of(ExposeWebsite), *file.of(ExposeTcp)]
    if not exposes or any(map(_starts, file.of(Run))) or not starts_from_image(file, surroundings):
        return
    if any(isinstance(one, Run) and _starts(one) for one in directives_above(file, surroundings)):
        return
    for expose in exposes:
        message = "nothing above starts what is to answer here: start it with RUN BACKGROUND"
        yield Finding(message, expose.span, directive=expose)


def _starts(run: Run) -> bool:
    return run.modifier == "BACKGROUND" or _STARTS.search(run.command) is not None
