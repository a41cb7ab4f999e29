"""The card of a patient, and which cards a clerk opened; as frozen rows read from the database."""
