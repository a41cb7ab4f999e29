"""Changes the lists on a patient's record: telephones, relatives, needs, flags, other names, days away.

`clerkdesk.services.patients.correcting` changes the fields of the record itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.name_keys import write_name_keys
from clerkdesk.data.tables import AlertFlag, Patient, PatientNeed, PatientPhone, RelatedPerson
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.patients.demographics import NewPhone, OtherName, read_phone
from clerkdesk.rules.values.dates import Purpose, parse_date
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.services.acts.answers import Answer, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.patients.days_away import (
    DaysAwayReviewed,
    keep_days_away,
    needs_put_off,
    review_days_away,
    with_days_away,
)
from clerkdesk.services.patients.registering import add_name, phone_row, read_phones, unknown_patient
from clerkdesk.services.patients.statements import keep_other_value
from clerkdesk.services.patients.support import arrange_for_booked

_NEEDS, _FLAGS = "local_accessible_need", "local_alert_flag"
_VIOLENCE = "VA"
_VIOLENCE_REVIEWED_WITHIN_DAYS = 365
"""R-731: a marker of violence is reviewed within twelve months."""
WHY_AWAY = "why_away"
"""Code of the question why days away are so long, for the clinician."""
_NAME_KINDS = ("alias", "former", "preferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelative:
    """A relative or carer of a patient, as typed."""

    relationship: str
    name: str = ""
    number: str = ""
    related_patient_id: int | None = None
    """Their patient id, if they are a patient here too."""
    next_of_kin: bool = False
    parental_responsibility: bool = False
    may_be_told: bool = False


@dataclass(frozen=True, slots=True)
class RecordKept(Answer):
    """The kept change."""

    patient_id: int
    reviews: tuple[DaysAwayReviewed, ...] = ()
    """For days away: the clinical reviews that they need."""

    @property
    def sentence(self) -> str:
        """That it is kept, with the effect of days away."""
        return with_days_away("Kept on the record.", self.reviews)


RecordAnswer = RecordKept | WrongInput


class RecordChanges:
    """Changes to the lists on a patient's record, each an act of its own."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def set_phones(self, patient_id: int, phones: Sequence[NewPhone]) -> RecordAnswer:
        """Replace a patient's telephone numbers by these."""
        read = read_phones(phones)
        if isinstance(read, WrongInput):
            return read

        def keep(act: ActWork) -> None:
            old = select(PatientPhone).where(col(PatientPhone.patient_id) == patient_id)
            staying = {phone.number for phone in read}
            for row in act.session.execute(old).scalars():
                if row.number not in staying:
                    keep_other_value(act, patient_id, "phone", row.number)
                act.session.delete(row)
            for phone in read:
                act.add(phone_row(patient_id, phone))

        return self._keep("set_phones", patient_id, keep)

    def add_relative(self, patient_id: int, new: NewRelative) -> RecordAnswer:
        """Note a relative or carer of a patient; one without a record here needs a name."""
        if not clean(new.relationship):
            return WrongInput(
                "relationship_missing", "relationship", "Give the relationship to the patient, such as mother."
            )
        if not clean(new.name) and new.related_patient_id is None:
            return WrongInput("name_missing", "name", "Give a name, or the number of their own record here.")
        if new.related_patient_id == patient_id:
            return WrongInput("same_record", "related_patient_id", "Nobody is their own relative: give another record.")
        phone = read_phone(NewPhone(number=new.number)) if new.number.strip() else None
        if isinstance(phone, Unreadable):
            return WrongInput(phone.code, "number", phone.sentence)
        with self._context.reading() as session:
            if new.related_patient_id is not None and session.get(Patient, new.related_patient_id) is None:
                return unknown_patient()
        row = RelatedPerson(
            patient_id=patient_id,
            related_patient_id=new.related_patient_id,
            relationship=clean(new.relationship).lower(),
            name=clean(new.name),
            number=phone.number if phone else "",
            number_key=phone.number_key if phone else "",
            next_of_kin=new.next_of_kin,
            parental_responsibility=new.parental_responsibility,
            may_be_told=new.may_be_told,
        )
        return self._keep("add_relative", patient_id, lambda act: act.add(row))

    def replace_next_of_kin(self, patient_id: int, new: NewRelative) -> RecordAnswer:
        """Make somebody the next of kin in place of the earlier one, who stays known."""
        held = select(RelatedPerson).where(
            col(RelatedPerson.patient_id) == patient_id, col(RelatedPerson.next_of_kin).is_(True)
        )
        answer = self.add_relative(patient_id, new)
        if isinstance(answer, WrongInput):
            return answer

        def keep(act: ActWork) -> None:
            *earlier, _latest = act.session.execute(held.order_by(col(RelatedPerson.id))).scalars().all()
            for person in earlier:
                person.next_of_kin = False

        return self._keep("next_of_kin", patient_id, keep)

    def add_need(self, patient_id: int, code: str, detail: str = "", review: str = "") -> RecordAnswer:
        """Note a need of R-414 by its code of `local_accessible_need`, with the day of the next look."""
        review_date = self._review(review)
        if isinstance(review_date, WrongInput):
            return review_date
        if not _selectable(_NEEDS, code, self._context.today):
            return _no_such_code(_NEEDS, "need")
        row = PatientNeed(patient_id=patient_id, code=code, detail=clean(detail), review_date=review_date)

        def keep(act: ActWork) -> None:
            act.add(row)
            arrange_for_booked(act, self._context, patient_id)

        return self._keep("add_need", patient_id, keep)

    def raise_flag(self, patient_id: int, code: str, note: str = "", review: str = "") -> RecordAnswer:
        """Put a flag of `local_alert_flag` on a record (R-730); a marker of violence needs its review (R-731)."""
        review_date = self._review(review)
        if isinstance(review_date, WrongInput):
            return review_date
        if not _selectable(_FLAGS, code, self._context.today):
            return _no_such_code(_FLAGS, "flag")
        latest = self._context.today + timedelta(days=_VIOLENCE_REVIEWED_WITHIN_DAYS)
        if code == _VIOLENCE and (review_date is None or review_date > latest):
            sentence = "A marker of violence needs a day of review within twelve months."
            return WrongInput("review_missing", "review", sentence)
        row = AlertFlag(patient_id=patient_id, code=code, note=clean(note), review_date=review_date)
        return self._keep("raise_flag", patient_id, lambda act: act.add(row))

    def end_flag(self, patient_id: int, code: str) -> RecordAnswer:
        """Take a flag off a record from today on; its history stays known."""
        standing = select(AlertFlag).where(
            col(AlertFlag.patient_id) == patient_id, col(AlertFlag.code) == code, col(AlertFlag.ended_on).is_(None)
        )

        def keep(act: ActWork) -> WrongInput | None:
            flags = act.session.execute(standing).scalars().all()
            for flag in flags:
                flag.ended_on = self._context.today
            return None if flags else WrongInput("no_such_flag", "flag", "This record has no such flag.")

        return self._keep("end_flag", patient_id, keep)

    def add_name(self, patient_id: int, name: OtherName) -> RecordAnswer:
        """Note another name that finds the patient: an alias, a former or a preferred one."""
        if name.kind not in _NAME_KINDS:
            return WrongInput("wrong_kind", "kind", f"Another name is one of: {', '.join(_NAME_KINDS)}.")
        if not clean(name.family_name) and not clean(name.given_name):
            return WrongInput("name_missing", "family_name", "Give a family name, a given name, or both.")

        def keep(act: ActWork) -> None:
            add_name(act, patient_id, name)
            write_name_keys(act.session, patient_id)

        return self._keep("add_name", patient_id, keep)

    def add_unavailable(self, patient_id: int, first: str, last: str = "", reason: str = "") -> RecordAnswer:
        """Note days on which the patient cannot come; slots on them are not offered, and the clock runs on (R-132).

        Days that delay a need for more than six weeks in total, or past a date of suspected cancer, need the reason and
        open the clinical review (R-166, RULES 13.22).
        """
        away = self._days_away(first, last, reason)
        if isinstance(away, WrongInput):
            return away
        reviewed: list[DaysAwayReviewed] = []

        def keep(act: ActWork) -> WrongInput | None:
            unsaid = _why_away_unsaid(act.session, self._context, patient_id, away)
            if unsaid is None:
                keep_days_away(act, patient_id, away)
                reviewed.extend(review_days_away(act, self._context, patient_id, away))
            return unsaid

        kept = self._keep("add_unavailable", patient_id, keep)
        return replace(kept, reviews=tuple(reviewed)) if isinstance(kept, RecordKept) else kept

    def why_not_away(self, patient_id: int, first: str, last: str, reason: str) -> WrongInput | None:
        """Return what is wrong with the typed days away, or the question for their reason; None if they can be kept."""
        away = self._days_away(first, last, reason)
        if isinstance(away, WrongInput):
            return away
        with self._context.reading() as session:
            return _why_away_unsaid(session, self._context, patient_id, away)

    def _days_away(self, first: str, last: str, reason: str) -> Unavailable | WrongInput:
        today = self._context.today
        begins = parse_date(first, today)
        if isinstance(begins, Unreadable):
            return WrongInput(begins.code, "first", begins.sentence)
        ends = parse_date(last, today) if last.strip() else begins
        if isinstance(ends, Unreadable):
            return WrongInput(ends.code, "last", ends.sentence)
        if ends < begins:
            return WrongInput("ends_before_it_begins", "last", "The last day away lies before the first one.")
        return Unavailable(begins, ends, clean(reason))

    def _review(self, typed: str) -> date | WrongInput | None:
        day = parse_date(typed, self._context.today, Purpose.FUTURE) if typed.strip() else None
        return WrongInput(day.code, "review", day.sentence) if isinstance(day, Unreadable) else day

    @answers_once
    def _keep(self, kind: str, patient_id: int, change: Callable[[ActWork], object]) -> RecordAnswer:
        """Make a change to a patient's record in an act of its own, unless it returns a fault."""
        with self._context.act(kind) as act:
            patient = act.session.get(Patient, patient_id)
            if patient is None:
                return unknown_patient()
            answer = change(act)
            if isinstance(answer, WrongInput):
                return answer
            return act.commit(RecordKept(patient_id))


def _why_away_unsaid(
    session: Session, context: ServiceContext, patient_id: int, away: Unavailable
) -> WrongInput | None:
    """Ask why a patient is away, if a clinician must decide whether a need may wait so long (R-166)."""
    if away.reason or not (put_off := needs_put_off(session, context, patient_id, away)):
        return None
    said = f"{put_off[0].judged.said}: a clinician decides whether that may wait. Say why, in a few words."
    return WrongInput(WHY_AWAY, "reason", said)


def _selectable(codes: str, code: str, today: date) -> bool:
    known = code_list(codes).get(code)
    return known is not None and known.selectable(today)


def _no_such_code(codes: str, field: str) -> WrongInput:
    return WrongInput("no_such_code", field, f"No code is written like that; {Way.CODES.here(list=codes)} lists them.")
