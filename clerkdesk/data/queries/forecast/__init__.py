"""Forecasts of waiting lists; as frozen rows read from the database."""
