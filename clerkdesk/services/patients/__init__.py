"""Patients: their identity and their details; as acts and reads of the desk."""
