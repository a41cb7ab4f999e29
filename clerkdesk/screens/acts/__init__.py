"""The acts that more than one screen offers: book, move, cancel, contact tried, review, hold, validate, milestones.

Each bar is a function that declares a `BarSpec` from a frozen row and a host. `NeedActs`, `BookingActs` and
`PathwayActs` open them for the row under the cursor of a screen; the screen holds `Acts`, which carries
out its letters with them and reopens a saved bar. `HeldPlace` holds a place for an offer or a move. The services decide
the consequences of an act.
"""
