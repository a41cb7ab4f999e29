"""The desk for screens and commands: its facade, its opening, and what it does by itself."""
