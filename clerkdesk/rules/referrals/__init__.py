"""Referrals: receiving, grading, redirecting and answering them; as pure rules."""
