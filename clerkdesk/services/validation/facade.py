"""All work of a desk on validating its lists."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.validation.due import DueForValidation
from clerkdesk.services.validation.sheets import ValidationSheets
from clerkdesk.services.validation.validation import Validation


class ValidationOfDesk:
    """All work of a desk on validating its lists: what is due, the sheet of an entry, and the act."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        self.due = DueForValidation(context).due
        sheets = ValidationSheets(context)
        self.sheet = sheets.sheet
        self.sheet_of_closed = sheets.sheet_of_closed
        self.validate = Validation(context).validate
