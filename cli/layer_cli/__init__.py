"""The command `layer`: one module a verb in `commands`, each imported only when it is called."""
