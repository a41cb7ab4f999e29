"""Pathways: their starts, their places and their ends; as acts and reads of the desk."""
