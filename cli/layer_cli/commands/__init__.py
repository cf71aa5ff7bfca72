"""One module a verb: `arguments(parser)` declares its options, `call(options)` does it and returns the exit status."""
