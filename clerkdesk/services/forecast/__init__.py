"""Forecasts of waiting lists; as acts and reads of the desk."""
