"""The acts that more than one screen offers: book, move, cancel, contact tried, review, hold, validate, milestones.

Each bar is a function that declares a `BarSpec` from a frozen row and a host. `NeedActs`, `PlaceActs` and `PathwayActs`
open them on what stands under the cursor of a screen; the screen holds `Acts`, which carries out its letters by them
and opens a bar again that was written down. `HeldPlace` holds a place for an offer or a move. What an act leads to is
decided by the services.
"""
