"""The sentences for outcomes, refusals and explanations, shared by the screens and the plain commands.

This package decides nothing, and does not know where its words are shown.
"""
