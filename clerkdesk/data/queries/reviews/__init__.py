"""Reviews: their grounds and their sheets; as frozen rows read from the database."""
