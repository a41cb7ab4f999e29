"""Worklists and referral requests of the NHS e-Referral Service."""
