"""Clinical reviews: what opens them, what is decided, and who is told; as pure rules."""
