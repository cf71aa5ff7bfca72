"""The words that directives begin with: the language's own, Docker's, and what a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "button_directive": "BUTTON",
        "clone_directive": "CLONE",
        "cache_directive": "CACHE",
        "build_env_directive": "BUILD ENV",
        "secret_env_directive": "SECRET ENV",
        "split_directive": "SPLIT",
        "checkpoint_directive": "CHECKPOINT",
        "expose_website_directive": "EXPOSE WEBSITE",
        "expose_tcp_directive": "EXPOSE TCP",
        "label_directive": "LABEL",
        "setup_file_directive": "SETUP FILE",
        "skip_remaining_if_directive": "SKIP REMAINING IF",
        "wait_directive": "WAIT",
        "aws_directive": "AWS",
        "artifact_directive": "ARTIFACT PUBLIC",
    }
)
"""The keyword by the syntax tree's name, for directives that have no fields yet."""

KEYWORDS = (
    *("FROM", "RUN", "RUN BACKGROUND", "RUN REPEATABLE", "COPY", "ENV", "WORKDIR", "USER", "MEMORY"),
    *OTHERS.values(),
)
"""All keywords of the language."""

GLUED: Mapping[str, str] = MappingProxyType({name.replace(" ", ""): name for name in KEYWORDS if " " in name})
"""The keywords of several words, by what they are without the blanks."""

_BY_COUNT = {count: tuple(name for name in KEYWORDS if name.count(" ") == count - 1) for count in (1, 2, 3)}

DOCKER: Mapping[str, str] = MappingProxyType(
    {
        "CMD": "start it with RUN BACKGROUND, and show it with EXPOSE WEBSITE localhost:PORT",
        "ENTRYPOINT": "start it with RUN BACKGROUND, and show it with EXPOSE WEBSITE localhost:PORT",
        "ARG": "use ENV for a fixed value, BUILD ENV for one of the caller's",
        "ADD": "use COPY for files, RUN curl for what lies elsewhere, RUN tar to unpack",
        "VOLUME": "use CACHE for a directory that is kept between runs",
        "HEALTHCHECK": "EXPOSE WEBSITE waits until the port answers; or let RUN check it",
        "ONBUILD": "put the steps into a Layerfile, and start others FROM it",
        "SHELL": "RUN is always bash; call another shell by name, as in RUN sh -c '...'",
        "STOPSIGNAL": "a VM is not stopped by a signal: leave the line out",
        "MAINTAINER": "write it as a comment",
        "EXPOSE": "say what listens there: EXPOSE WEBSITE localhost:PORT, or EXPOSE TCP PORT",
    }
)
"""The Layerfile way, by the Dockerfile's word."""


@lru_cache(maxsize=4096)
def nearest(word: str, candidates: tuple[str, ...]) -> str | None:
    """The candidate that `word` is a misspelling of, if it is one; letter case does not count."""
    # Costs start-up time, and only files with mistakes in them need it.
    from difflib import get_close_matches

    word = word.upper()
    # Of a short word with two letters swapped too little is in order for get_close_matches.
    swapped = [one for one in candidates if sorted(one) == sorted(word)]
    found = swapped or get_close_matches(word, candidates, 1, 0.75)
    return found[0] if found else None


def meant(keyword: str, rest: str) -> str | None:
    """The keyword that a line with an unknown one was meant to begin with; `rest` follows its first word."""
    words = [keyword, *rest.split()[:2]]
    for count in (3, 2, 1):
        near = nearest(" ".join(words[:count]), _BY_COUNT[count])
        if near is not None:
            return near
    return next((name for name in KEYWORDS if name.startswith(keyword.upper() + " ")), None)
