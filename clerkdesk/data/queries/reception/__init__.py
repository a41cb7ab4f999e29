"""Reception: the visits of a day, and what the desk asks about; as frozen rows read from the database."""
