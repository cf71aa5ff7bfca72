"""Past and present runs, read from what they leave in the state folder.

    folder      which files a run leaves, and the lock that tells a run that goes on from one that died
    events      the lines of an event log as typed values: docs/events.md, in Python
    reading     a log's events as they are appended
    state       what is known of a run, in one frozen value
    folding     event by event to that value
    usage       what machines used, in bounded memory
    tail        the end of what a step printed
    finding     which run an id, the beginning of one, or `last~1` means
    comparison  two runs, step by step
    merging     many pieces of output as few
    words       what became of a run and its steps, as people say it
    terminal    text made harmless for a terminal
    junit       runs as JUnit XML
    trace       runs as a trace that Perfetto opens

Nothing here knows how runs are made: no libvirt, no records, no tree. `layer runs`, `show`, `logs` and `diff` are
built on it, and whatever else shows a run.
"""
