"""The patient card, F4: everything about one person, and every act on it.

`screen` has the keys; `head` draws who it is, `rows` the list of everything else, `why` the clock as a timeline,
`joining` the bars that make two records one and part them again.
"""

from clerkdesk.screens.card.screen import CardScreen

__all__ = ["CardScreen"]
