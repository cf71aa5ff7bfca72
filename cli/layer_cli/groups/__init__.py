"""`layer run` of several Layerfiles: which are meant, how they are run and shown, what is said at the end."""
