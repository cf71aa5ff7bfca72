"""What a step read, and whether that still holds.

    observations    one thing that a step saw of the watched tree, and how its value is spelt
    tree            the source tree as `COPY` sees it: a git repository, else a folder
    placement       where `COPY` puts it in the machine
    identity        what makes two steps the same step
    records         what earlier runs of a step observed (SQLite, shared by processes)
    prediction      which steps are hits on the tree in front of us, and why not
    state           where all of it lies on this machine

No virtual machine and no libvirt here. `prediction.predict` is what `layer predict`, the editor
and `layer run` all call, so that what is predicted is what happens.
"""
