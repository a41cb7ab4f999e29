"""Patients: who they are, and what is known of them; as frozen rows read from the database."""
