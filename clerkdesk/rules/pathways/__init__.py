"""Pathways: their starts, their places, and how they end; as pure rules."""
