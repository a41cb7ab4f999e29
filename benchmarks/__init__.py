"""What measures the desk's speed. Nothing here is asserted in a test; run a module as `python -m benchmarks.NAME`."""
