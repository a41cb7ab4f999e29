"""Pathways: their starts, their needs and their ends; as frozen rows read from the database."""
