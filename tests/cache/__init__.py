"""Tests of `layer_cache`."""
