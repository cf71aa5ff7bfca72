"""Many Layerfiles: which of them are run, in which order, how many at a time, and a process for each.

    selection   which Layerfiles of a graph are run, and what each needs first
    schedule    what may start next, and what never will: pure
    resources   the memory and the cores that this machine has to give
    outcomes    how each one ended, in values
    member      one Layerfile's run, in a process of its own
    conduct     starts what may start until all is over; the only one that acts

Each run is a process: its own libvirt (one event loop in a process's life), its own secrets, and a mistake or a kill
ends one run, not all of them. What they share is the state folder, as runs that people start side by side do.
"""
