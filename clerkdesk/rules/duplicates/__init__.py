"""Two records of one person, and two pathways of one condition; as pure rules."""
