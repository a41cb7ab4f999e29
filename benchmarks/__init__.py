"""Measures the desk's speed, without any test; run a module as `python -m benchmarks.NAME`."""
