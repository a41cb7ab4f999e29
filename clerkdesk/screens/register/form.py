"""The fields of the form for a new patient, and the patient from their values. The rules read the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.patients.demographics import NewPhone
from clerkdesk.widgets.bar_spec import Choice
from clerkdesk.widgets.fields import ChoiceField, Field, TextField
from clerkdesk.widgets.readers import birth_date_reader, nhs_number_reader, phone_reader, postcode_reader

if TYPE_CHECKING:
    from clerkdesk.services.patients.registering import NewPatient

_GENDERS = (
    Choice("f", "2", "female"),
    Choice("m", "1", "male"),
    Choice("i", "9", "indeterminate"),
    Choice("x", "X", "not known"),
)
_MOBILE = ("+447",)
"""Kinds of number that can get a text."""


def fields(today: Callable[[], date]) -> tuple[Field, ...]:
    """Return the fields in the order of the questions to a caller."""
    return (
        TextField("family_name", "Family name", required=True),
        TextField("given_name", "Given name"),
        TextField(
            "date_of_birth", "Birth date", read=birth_date_reader(today), required=True, placeholder="140367 or 14/3/67"
        ),
        ChoiceField("stated_gender", "Gender", _GENDERS, value="X"),
        TextField("nhs_number", "NHS number", read=nhs_number_reader),
        TextField("phone", "Telephone", read=phone_reader),
        TextField("postcode", "Postcode", read=postcode_reader),
        TextField("address", "Address"),
        TextField("language", "Interpreter for", placeholder="the language, if needed"),
    )


def new_patient(values: Mapping[str, str]) -> NewPatient:
    """Return the patient that the form describes."""
    from clerkdesk.services.patients.registering import NewPatient

    number = values["phone"]
    mobile = number.startswith(_MOBILE)
    phone = NewPhone(number=number, kind="mobile" if mobile else "home", text_allowed=mobile, preferred=True)
    return NewPatient(
        family_name=values["family_name"],
        given_name=values["given_name"],
        date_of_birth=values["date_of_birth"],
        stated_gender=values["stated_gender"],
        nhs_number=values["nhs_number"],
        postcode=values["postcode"],
        address=values["address"],
        language=values["language"],
        interpreter_needed="yes" if values["language"] else "",
        phones=(phone,) if number else (),
    )
