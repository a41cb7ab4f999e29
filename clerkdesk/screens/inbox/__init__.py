"""The inbox, F9: what stands with a clerk, a team or anybody, what rises, and what was put aside.

`rows` reads and draws the list, `item` one item in full, `bars` takes, finishes and gives; `letter` puts in what came
by e-mail, by letter or at the desk.
"""

from clerkdesk.screens.inbox.screen import InboxScreen

__all__ = ["InboxScreen"]
