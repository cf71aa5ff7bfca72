"""The canary for stale hits: steps that would be skipped are done again, beside the cache, and compared with it.

`stretches` says what to do again, from a prediction; `machines` does it in scratch machines; `listing`, `comparison`,
`reads` and `volatile` decide, without machines, whether what came out is what was recorded; `verifying` puts it
together. The store is only read.
"""
