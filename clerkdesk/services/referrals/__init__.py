"""Referrals: receiving, grading, redirecting and answering them; as acts and reads of the desk."""
