"""The waiting list: its order, its holds, follow-ups and planned care; as frozen rows read from the database."""
