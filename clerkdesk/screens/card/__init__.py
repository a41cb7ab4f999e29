"""The patient card, F4: the whole record of one person, and every act on it.

`screen` holds the parts: `whose` reads the card of the chosen patient, `list` shows it, `record_letters` and
`row_letters` act on it, and `asked_elsewhere` carries out requests of other screens. `head` draws the details,
`rows` the list of everything else; `joining` has the bars that join two records and part them again.
"""

from clerkdesk.screens.card.screen import CardScreen

__all__ = ["CardScreen"]
