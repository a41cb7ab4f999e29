"""Pathways: their starts, their places, and how they end; as acts and reads of the desk."""
