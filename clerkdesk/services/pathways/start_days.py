"""Asks about a start years back, and refuses one before the patient was born.

For services only, inside an act. `clerkdesk.rules.pathways.start_days` judges the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient
from clerkdesk.rules.pathways.start_days import BEFORE_BIRTH, judge_start_day
from clerkdesk.services.acts.answers import Refused, WrongInput

_RULE = "R-113"


def doubtful_start(
    session: Session, patient_id: int, days: Mapping[str, date | None], today: date, *, confirmed: bool
) -> Refused | WrongInput | None:
    """Return the refusal of, or the question about, a start on one of the days; None without one.

    Args:
        session: to read the birth date with.
        patient_id: of the patient.
        days: by the name of their field.
        today: the local day.
        confirmed: whether somebody confirmed a day of years ago.
    """
    born = session.execute(select(col(Patient.date_of_birth)).where(col(Patient.id) == patient_id)).scalar_one_or_none()
    for field, day in days.items():
        doubt = judge_start_day(day, born, today, confirmed=confirmed) if day is not None else None
        if doubt is not None and doubt.code == BEFORE_BIRTH:
            return WrongInput(doubt.code, field, doubt.sentence)
        if doubt is not None:
            return Refused(doubt.code, doubt.sentence, _RULE)
    return None
