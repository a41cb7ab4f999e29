"""Patients: their identity and their details; as frozen rows read from the database."""
