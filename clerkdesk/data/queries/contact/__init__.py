"""Contact with patients: calls, attempts, and obstacles to them; as frozen rows read from the database."""
