"""Text for a person's terminal: what `layer_runs.terminal` has, which the TUI uses as well."""

from layer_runs.terminal import harmless, seconds

__all__ = ["harmless", "seconds"]
