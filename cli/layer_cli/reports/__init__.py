"""What `layer lint` prints: one module a format, each a function from findings to text."""
