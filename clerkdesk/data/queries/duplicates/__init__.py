"""Two records of one person, and two pathways of one condition; as frozen rows read from the database."""
