"""Pathways: their starts, their needs and their ends; as acts and reads of the desk."""
