"""What every screen of the desk is made of: the base, the registry, help, palette and first run."""
