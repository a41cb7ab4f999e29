"""The patient card, F4: everything about one person, and every act on it.

`screen` holds the parts: `whose` reads the card of the patient who is wanted, `list` shows it, `record_letters` and
`place_letters` act on it, and `asked_elsewhere` does what another screen asked for. `head` draws who it is, `rows` the
list of everything else; `joining` has the bars that make two records one and part them again.
"""

from clerkdesk.screens.card.screen import CardScreen

__all__ = ["CardScreen"]
