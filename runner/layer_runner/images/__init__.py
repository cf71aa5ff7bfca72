"""Base images: `vm/debian:12` and its like, made on this machine from the distribution's own packages."""
