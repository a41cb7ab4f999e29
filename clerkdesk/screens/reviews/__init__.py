"""Clinical reviews by consultant: read, printed, decided for the named clinician, and told to the patient.

`rows` reads and draws the list, `bars` enters decisions and tellings, `printing` writes sheets to files.
"""

from clerkdesk.screens.reviews.screen import ReviewsScreen

__all__ = ["ReviewsScreen"]
