"""Pathways: their starts, their places, and how they end; as frozen rows read from the database."""
