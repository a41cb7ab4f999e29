"""Undo of acts (law 9); as acts and reads of the desk."""
