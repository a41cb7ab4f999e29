"""Registering a patient: the form, the likely duplicates before anything is saved, and on to the referral.

`screen` has the keys, `form` the fields and how their values become a new patient.
"""

from clerkdesk.screens.register.screen import RegisterScreen

__all__ = ["RegisterScreen"]
