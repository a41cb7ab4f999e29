"""Pathways: their starts, their needs and their ends; as pure rules."""
