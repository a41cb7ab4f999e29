"""Contact with patients: calls, attempts, and what stops them; as frozen rows read from the database."""
