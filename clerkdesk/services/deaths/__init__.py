"""Word of a death, its confirmation, its refutation, and what each does to the waits; as acts and reads of the desk."""
