"""One line of documentation for each directive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KEYWORD_HELP: Mapping[str, str] = MappingProxyType(
    {
        "FROM": "what the machine starts from: an image such as vm/debian:12, or the path of another Layerfile",
        "RUN": "runs a shell command; a hit as long as all that it read of the tree is the same",
        "RUN BACKGROUND": "starts a command and leaves it running; later steps find it alive",
        "RUN REPEATABLE": "like RUN, but where it must run again it starts from what its own last run left",
        "COPY": "shows files of the tree in the machine; what a step does not read does not count for it",
        "ENV": "sets variables for the steps below",
        "WORKDIR": "sets the directory of the steps below, and of relative destinations of COPY",
        "USER": "sets who runs the steps below",
        "MEMORY": "sets how much memory the machine has; counts only where the machine starts",
        "CACHE": "keeps directories between runs, outside of snapshots",
        "CLONE": "clones a repository into the machine, on the branch of the same name if it has one",
        "BUILD ENV": "passes variables of the caller in; the steps below depend on their values",
        "SECRET ENV": "passes secrets in, which `layer secret set` has set; the steps below depend on their values",
        "SPLIT": "forks the running machine; each copy goes on with the rest",
        "CHECKPOINT": "takes a snapshot exactly here; `disabled` takes none from here on",
        "EXPOSE WEBSITE": "waits until a port answers in the machine, then serves it to the outside",
        "EXPOSE TCP": "makes a port of the machine reachable from outside",
        "LABEL": "says how the run is shown",
        "SETUP FILE": "sources files before every RUN below",
        "SKIP REMAINING IF": "skips the rest where a variable has a value",
        "WAIT": "runs only after other Layerfiles have passed",
        "AWS": "a feature of the hosted service; it is not run here",
        "BUTTON": "waits until a person presses it",
        "ARTIFACT PUBLIC": "an old directive that published a file of the machine",
    }
)
