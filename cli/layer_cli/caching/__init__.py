"""The verbs of `layer cache`: one module a verb, `call(options)` does it and returns the exit status."""
