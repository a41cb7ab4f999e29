"""Referrals: receiving, grading, redirecting and answering them; as frozen rows read from the database."""
