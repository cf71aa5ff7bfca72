"""A word that only Dockerfiles have.

A Layerfile describes a virtual machine, not an image: nothing is started when it is finished, there are no build
arguments and no volumes. Each of these words has a counterpart, which the message names.

## Wrong

```layerfile
FROM vm/debian:12
CMD ["npm", "start"]
```

## Right

```layerfile
FROM vm/debian:12
RUN BACKGROUND npm start
EXPOSE WEBSITE localhost:3000
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Docker
from layerfile.keywords import DOCKER
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace

# No URL, no option, and nothing that ADD would unpack.
_PLAIN = pattern(r"(?!-)(?!.*\.(?:tar|gz|tgz|bz2|xz|zip)$)[A-Za-z0-9_./-]+")

rule = Rule("LF002", "docker-directive", "error")


@rule.each(Docker)
def check(line: Docker) -> Findings:
    """A Dockerfile's word has a counterpart here. EXPOSE has rules of its own."""
    # With its second word it is ours, and told as an unknown directive.
    if line.keyword in DOCKER and line.keyword != "EXPOSE":
        yield Finding(f"{line.keyword} is Docker's: {DOCKER[line.keyword]}", line.keyword_span, _fix(line))


def _fix(line: Docker) -> Fix | None:
    if line.keyword == "MAINTAINER":
        # A comment does not go on in the next line.
        if line.span.start_line != line.span.end_line:
            return None
        return replace("Make it a comment", line.keyword_span, "# MAINTAINER")
    words = line.rest.split()
    if line.keyword == "ADD" and len(words) > 1 and all(_PLAIN.fullmatch(word) for word in words[:-1]):
        return replace("Write COPY", line.keyword_span, "COPY")
    return None
