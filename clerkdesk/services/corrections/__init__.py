"""Corrections: putting right what was recorded in error; as acts and reads of the desk."""
