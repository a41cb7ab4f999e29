"""Undo of acts (law 9); as pure rules."""
