"""The patients' index: finding, registering, correcting, joining and parting, and the card.

It is a facade: each act has its own module (`registering`, `merging`, `cards`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from clerkdesk.data.queries.booking.coming import coming_up
from clerkdesk.data.queries.card.last_opened import last_opened
from clerkdesk.data.queries.patients.near_patients import search_near
from clerkdesk.data.queries.patients.patients import (
    FoundPatient,
    Hit,
    by_hospital_number,
    by_near_references,
    by_number_beside,
    found_patients,
    is_named,
    patient_rows,
    search,
)
from clerkdesk.rules.booking.rows import ComingUp
from clerkdesk.rules.patients.one_box import (
    KEPT_BESIDE,
    CommandQuery,
    NameQuery,
    NearReferenceQuery,
    NhsNumberQuery,
    Nothing,
    Query,
    date_begun,
    given_name_alone,
    left_out,
    understand,
)
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.patients.spelt_as_typed import distance
from clerkdesk.rules.values.text import clean, compact
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.looking import keep_look
from clerkdesk.services.card import cards
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.card.history import PatientHistory, history
from clerkdesk.services.duplicates import merging, parting
from clerkdesk.services.duplicates.merging import BeforeMerging, Merged
from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged
from clerkdesk.services.pathways.missed_targets import missed_by
from clerkdesk.services.patients import correcting, registering
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.services.patients.record import RecordChanges
from clerkdesk.services.patients.registering import LikelyDuplicates, NewPatient, Registered

FOUND_AT_A_TIME = 30
"""Maximum results of one search: more than a screen shows."""


@dataclass(frozen=True, slots=True)
class FoundPatients(Answer):
    """The answer to a text in the one box."""

    queries: tuple[Query, ...]
    """The readings of the text, the best first."""
    patients: tuple[FoundPatient, ...]
    sounds_like: bool = False
    """Whether nobody matched and these are similar."""
    sentence: str = ""
    """Why nobody was found, and what to type instead; empty if somebody was found."""
    left_out: str = ""
    """Why the date after a name was ignored, if somebody with that name was found; else empty."""
    date_begun: bool = False
    """Whether digits beside a name are not a birth date yet, so that any birth date matches."""

    @property
    def near_words(self) -> str:
        """The heading over similar patients."""
        near_reference = any(isinstance(query, NearReferenceQuery) for query in self.queries)
        return "No appointment has this reference. Near it:" if near_reference else "Nobody matches. Sounds like:"

    @property
    def is_certain(self) -> bool:
        """Whether the whole text means the one found patient and nobody else."""
        alone = len(self.patients) == 1 and not (self.sounds_like or self.left_out or self.date_begun)
        return alone and not self.patients[0].match.endswith(KEPT_BESIDE)


class Patients:
    """All acts and reads on patients other than booking."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def find(self, text: str, limit: int = FOUND_AT_A_TIME) -> FoundPatients:
        """Return the patients who match a text in any form of the one box, best first, or else similar ones.

        It writes nothing: a finished search is logged by `search_settled`.
        """
        queries = understand(text, self._context.today)
        with self._context.reading() as session:
            hits: list[Hit] = list(by_hospital_number(session, compact(clean(text)).upper()))
            named: list[Hit] = []
            for query in queries:
                if len({patient_id for patient_id, _ in hits + named}) >= limit:
                    break
                (named if isinstance(query, NameQuery) else hits).extend(search(session, query, limit))
            hits += by_number_beside(session, _bare_number(text, queries))
            if (alone := given_name_alone(queries)) is not None:
                # A family name with this start must not hide patients with this given name: a single match would pass
                # for the only one.
                named += search(session, alone, limit)
            if hits or named:
                people = _as_typed_first(found_patients(session, hits + named), clean(text), queries)
                return FoundPatients(
                    queries,
                    tuple(people[:limit]),
                    left_out=left_out(queries) if named else "",
                    date_begun=bool(named) and date_begun(queries),
                )
            names = [query for query in queries if isinstance(query, NameQuery)]
            near = by_near_references(session, queries) or search_near(session, names, limit)
            answers = tuple(found_patients(session, near)[:limit])
        return FoundPatients(
            queries,
            answers,
            bool(answers),
            "" if answers else _why_nobody(queries),
            left_out(queries) if answers else "",
            bool(answers) and date_begun(queries),
        )

    def is_name(self, text: str) -> bool:
        """Return whether a text is a whole family name of somebody here, with or without a start of the given name."""
        names = [query for query in understand(text, self._context.today) if isinstance(query, NameQuery)]
        with self._context.reading() as session:
            return any(is_named(session, query) for query in names)

    def search_settled(self, text: str) -> None:
        """Log a finished search (R-801)."""
        keep_look(self._context, "search", None, clean(text))

    def opened_card(self, patient_id: int) -> None:
        """Log that this clerk opened a patient's card (R-801)."""
        keep_look(self._context, "card", patient_id)

    def recent(self, limit: int = 9) -> tuple[PatientRow, ...]:
        """Return the patients whose cards this clerk opened, the last one first, each once."""
        with self._context.reading() as session:
            ids = last_opened(session, self._context.clerk.clerk_id, limit)
            rows = patient_rows(session, ids)
        return tuple(rows[patient_id] for patient_id in ids if patient_id in rows)

    def coming_up(self, patient_ids: Sequence[int]) -> Mapping[int, ComingUp]:
        """Return each patient's next appointment, or else their list, without patients who have neither."""
        with self._context.reading() as session:
            found = coming_up(session, patient_ids, self._context.now())
            starts = {
                each.entry_id: each.starts_at
                for each in found.values()
                if each.entry_id is not None and each.starts_at is not None
            }
            missed = missed_by(session, self._context, starts)
        return {
            patient_id: replace(each, missed=missed.get(each.entry_id)) if each.entry_id is not None else each
            for patient_id, each in found.items()
        }

    def card(self, patient_id: int) -> PatientCard | WrongInput:
        """Return everything about a patient; opening it is logged apart (`opened_card`)."""
        return cards.card(self._context, patient_id)

    def history(self, patient_id: int) -> PatientHistory | WrongInput:
        """Return every talk with a patient and about them, newest first; opening it is logged as a card is."""
        return history(self._context, patient_id)

    def beside(self, patient_id: int, site_ids: Iterable[int] = ()) -> tuple[str, ...]:
        """Return the lines beside a patient: their other appointments, and their relatives'."""
        with self._context.reading() as session:
            return cards.beside(session, self._context, patient_id, site_ids)

    @cached_property
    def record(self) -> RecordChanges:
        """Changes to the lists on a record: telephones, relatives, needs, flags, other names, days away."""
        return RecordChanges(self._context)

    def register(self, new: NewPatient, *, two_people: str = "") -> Registered | LikelyDuplicates | WrongInput:
        """Put a patient on the index; likely duplicates are shown first unless the clerk has seen them."""
        return registering.register(self._context, new, two_people=two_people)

    def correct(
        self,
        patient_id: int,
        changes: Mapping[str, str],
        *,
        keep_former_name: bool = False,
        same_person: str = "",
        same_home: bool = False,
    ) -> Corrected | Refused | WrongInput:
        """Correct a patient's details; the desk asks about a change that may make the record another person's."""
        return correcting.correct(
            self._context,
            patient_id,
            changes,
            keep_former_name=keep_former_name,
            same_person=same_person,
            same_home=same_home,
        )

    def before_merging(self, kept_id: int, merged_id: int) -> BeforeMerging | Refused | WrongInput:
        """Return what joining two records would move, or why they cannot be joined."""
        return merging.before_merging(self._context, kept_id, merged_id)

    def merge(
        self, kept_id: int, merged_id: int, reason: str, *, same_condition: bool | None = None, one_person: bool = False
    ) -> Merged | Refused | WrongInput:
        """Join two records of one person; two with different valid NHS numbers are never joined."""
        return merging.merge(
            self._context, kept_id, merged_id, reason, same_condition=same_condition, one_person=one_person
        )

    def before_parting(self, merged_id: int, takes: Collection[int] = ()) -> BeforeParting | Refused | WrongInput:
        """Return what parting a record from the one it was joined with would move, or why they can't be parted."""
        return parting.before_parting(self._context, merged_id, takes)

    def unmerge(self, merged_id: int, reason: str, takes: Collection[int] = ()) -> Unmerged | Refused | WrongInput:
        """Part two records that were joined wrongly; `takes` names the pathways opened since that go with it."""
        return parting.unmerge(self._context, merged_id, reason, takes)


def _bare_number(text: str, queries: tuple[Query, ...]) -> str:
    """Return a typed number as numbers are kept: an NHS number as its digits, any other in capitals without spaces."""
    whole = [query.digits for query in queries if isinstance(query, NhsNumberQuery) and query.complete]
    return whole[0] if whole else compact(clean(text)).upper()


def _as_typed_first(found: list[FoundPatient], text: str, queries: tuple[Query, ...]) -> list[FoundPatient]:
    """Return the patients with the name as typed first, then those found by its letters alone."""
    if not any(isinstance(query, NameQuery) for query in queries):
        return found
    return sorted(
        found, key=lambda each: distance(text, each.patient.family_name, each.patient.given_name, each.patient.title)
    )


def _why_nobody(queries: tuple[Query, ...]) -> str:
    first = queries[0]
    if isinstance(first, Nothing | NearReferenceQuery):
        return first.sentence
    if isinstance(first, CommandQuery):
        return "A full stop at the start makes a command; leave it out to find a patient."
    if isinstance(first, NhsNumberQuery) and first.fault is not None:
        return f"Nobody here has this number as their NHS number. {first.fault.sentence}"
    if fault := left_out(queries):
        return f"Nobody here has that name, and the date was left out. {fault}"
    if not any(isinstance(query, NameQuery) for query in queries):
        return "Nobody here has this. Try the name, or the birth date."
    return "Nobody here matches. Try fewer letters of the family name, or the birth date."
