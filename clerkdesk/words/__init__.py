"""The sentences for outcomes, refusals and explanations, shared by the screens and the plain commands.

Nothing is decided here, and nothing here knows where its words are shown.
"""
