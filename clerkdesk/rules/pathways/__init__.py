"""Pathways: their starts, their places and their ends; as pure rules."""
