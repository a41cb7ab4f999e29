"""The inbox, F9: the items of a clerk, a team or anybody, overdue items, and parked ones.

`rows` reads and draws the list, `line_opener` does what Enter does to a line, `item_letters` act on an item. `item`
draws one item in full, `bars` takes, finishes and gives. The screen of a call enters what
came by e-mail, by letter or at the desk.
"""

from clerkdesk.screens.inbox.screen import InboxScreen

__all__ = ["InboxScreen"]
