"""The secret store: what SECRET ENV names, for one repository or for all.

    index          which secrets there are, with a keyed digest of each value: all that a prediction needs
    lookup         the secrets of a program; an error in the Layerfile for each that is not set
    keys           the key files, and the digest
    in_keyring     values in the system's keyring (imports keyring)
    in_files       values in encrypted files (imports cryptography)
    store          sets, removes and opens; the only part that sees values

In the state folder, all of it for its owner only:

    secrets/index.json    `index.Entry`, one for each secret; never a value
    secrets/digest.key    key of the digests
    secrets/values.key    key of the encrypted files
    secrets/values/ID     an encrypted value

A value never changes: a secret that is set anew gets a new id. So what an entry of the index says of its value is true
whatever else is written meanwhile. A process that is killed leaves at most a value that no entry names; the next that
sets a secret removes such files.
"""
