"""Patients: who they are, and what is known of them; as acts and reads of the desk."""
