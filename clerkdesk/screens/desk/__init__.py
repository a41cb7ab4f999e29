"""The parts that every screen of the desk uses: the base, the registry, help, palette and first run."""
