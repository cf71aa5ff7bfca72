"""One run of a Layerfile: what to restore, which steps to do, and the event log that says what happened."""
