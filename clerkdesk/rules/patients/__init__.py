"""Patients: their identity and their details; as pure rules."""
