"""What a step read, and whether that still holds.

    tree            the source tree as `COPY` sees it: git_tree in a repository, else folder_tree
    placement       where `COPY` puts it in the machine; placed_tree is what the machine then sees
    observations    one thing that a step saw there, and how its value is spelt; folding packs them
    identity        what makes two steps the same step
    records         what earlier runs of a step observed (SQLite, shared by processes)
    holding         which of these recordings hold on the tree in front of us
    comparison      what two recordings of a step saw differently
    planning        which recordings a run builds on, lane by lane
    prediction      which steps are hits, and what the rest costs; reasons, explanation say why
    state, images, snapshots    where all of it lies on this machine
    keeping         what of it is worth keeping, and whether it is sound

No virtual machine and no libvirt here. `prediction.predict` is what `layer predict`, the editor and
`layer run` all call, so that what is predicted is what happens.
"""
