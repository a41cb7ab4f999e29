"""Queries over the audit."""
