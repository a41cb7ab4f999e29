"""Whether a desk is in good health; as pure rules."""
