"""Word of a death, its confirmation, its refutation, and their effects on the waits; as acts and reads of the desk."""
