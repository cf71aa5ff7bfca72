"""The language server: what editors show of a Layerfile, before anything runs.

    main            standard input and output, from start to exit
    server          the protocol: which message leads where (the only module with pygls and lsprotocol)
    documents       the texts that are open in the editor, and the changes to them
    positions       lines, and columns in the units that the editor counts in
    places          which tree an open file belongs to, and what is unsaved in it
    features/       one file a feature: plain values in, plain values out

No VM is started here, and nothing is written but what the cache itself mends.
"""
