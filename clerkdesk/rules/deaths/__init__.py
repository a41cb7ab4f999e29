"""Word of a death, its confirmation and its refutation; as pure rules."""
