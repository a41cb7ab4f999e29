"""Deaths: the record of each, and signs of life; as frozen rows read from the database."""
