"""Referrals: receiving, grading, redirecting and answering them; on the screen."""
