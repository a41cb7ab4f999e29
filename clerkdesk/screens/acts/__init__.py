"""The bars that more than one screen opens: cancel, move, contact tried, ask for a review, hold, search of slots.

Each is a function that declares a `BarSpec` from a frozen row and a host; `Mover` runs the move bar with its holds, and
`ActingScreen` is the base of screens that book and move. What an act leads to is decided by the services.
"""
