"""Pathways: their starts, their places and their ends; as frozen rows read from the database."""
