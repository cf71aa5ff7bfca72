"""The store looks after itself: what lies in it, what that is worth, what goes first, and whether it is sound.

    leases       what runs in progress use; the lock under which anything is removed
    inventory    everything that lies in the store, and what stands on what
    worth        what each snapshot is for, and how much that is worth
    caps         how large the store may grow: `[cache]` of layer.toml
    collecting   what goes first, and why: a pure function
    removing     the one place that removes anything
    checking     whether files and recordings are what was written, and what to do where not
    tidying      all of it together, for `layer cache gc` and the end of a run

Snapshots stand on each other: a delta needs those before it down to a full memory image, a layer of the disk all
layers below. So a snapshot is *removed* by deleting its device state, without which nobody can restore it and which
nobody else needs; its other files are *swept* once no snapshot that is left needs them. Killing a process anywhere
in between leaves only files that nobody needs, which the next sweep finds.
"""
