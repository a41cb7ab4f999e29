"""Keeps patients from CSV and FHIR: `patient_matching` finds them; new ones are added, and differences updated.

A file never removes anything. A contradiction of the index (another birth date, a second hospital number) is flagged
and left. A statement read before changes nothing, regardless of later files and corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.name_keys import write_name_keys
from clerkdesk.data.queries.deaths.deaths import death_standing, said_dead
from clerkdesk.data.tables import InboxItem, Patient, PatientName, PatientOtherValue, PatientStatement
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.patients.kept_records import record_of, text_of
from clerkdesk.interop.reading.records import Fate, PatientRecord, Row
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.patients.one_person import Identity
from clerkdesk.rules.patients.statements import HOSPITAL_NUMBER, Statement
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import list_name, search_key
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.imports.hospital_numbers import GAVE_BACK, said_numbers
from clerkdesk.services.imports.known_people import DECEASED, KnownPeople, KnownPerson, newcomer
from clerkdesk.services.imports.newborns import Newborns
from clerkdesk.services.imports.patient_columns import HOSPITAL_NUMBER_TAKEN, ColumnsOfPatient
from clerkdesk.services.imports.patient_details import DetailsFromRow, add_alert
from clerkdesk.services.imports.patient_matching import Contradiction, MatchedPatient, match
from clerkdesk.services.imports.report import Outcome, RowKept
from clerkdesk.services.imports.stated import fields_of
from clerkdesk.services.imports.word_of_death import NOTHING_SAID, WordKept, ask_about_life, weigh_death
from clerkdesk.services.imports.writes import BatchWrites
from clerkdesk.services.patients.registering import NOT_TRACED, TRACE_REQUIRED, practice_fault
from clerkdesk.services.patients.statements import LEFT_OUT, RECORD, statement_values
from clerkdesk.services.patients.support import arrange_for_booked

SAME_NAME = (
    "Likely duplicate: somebody with this name and birth date is on the index already. Both are kept; if they are one "
    "person, join the records."
)

WAS_ANOTHERS_NUMBER = (
    "This NHS number is kept beside another record, of somebody with another name or birth date; it was taken off or "
    "replaced there. Check whose it is."
)
NEAR_NAME = (
    "Likely duplicate: {who}, born on the same day, is on the index already, and the name may be the same. Both are "
    "kept; if they are one person, join the records."
)
_MOST_NAMED = 3

FITS_NOW = (
    "A row that was read before and left out fits this record by what is known of it since, and was taken over too."
)

_SUPPORT = frozenset({"interpreter_needed", "language", "transport_needed", "support_needs"})
"""Needs that may require support for an appointment already booked (R-414)."""


def _fate(refused: Contradiction) -> Fate:
    return "kept beside" if refused.person is not None else "left out"


class PatientKeeper:
    """Keeps the rows of one file of patients.

    It reads all possible patients at the start of a batch, and writes all additions at its end, since a first load has
    a million people.
    """

    def __init__(self, context: ServiceContext, source: str = "", stated_at: datetime | None = None) -> None:
        self._context = context
        self._source = source
        self._stated_at = stated_at
        self._known = KnownPeople()
        self._writes = BatchWrites()
        self._newborns = Newborns()
        self._said_dead: set[int] = set()
        """Ids of patients of rows read before who have word of a death."""

    def begin(self, act: ActWork, batch: Sequence[Row[PatientRecord]]) -> None:
        """Read everybody on the index that the rows of a batch could be about, once."""
        self._writes = BatchWrites()
        read = [(row.item, row.record) for row in batch if row.record is not None]
        digests = [self._newborns.digest(item, record) for item, record in read]
        self._known = KnownPeople.of(act.session, [record for _, record in read], digests)
        self._said_dead = said_dead(act.session, self._known.seen.values())

    def keep(self, act: ActWork, row: Row[PatientRecord]) -> RowKept:
        """Keep one patient, new or known."""
        record = row.stated
        digest = self._known.digest(record)
        if digest in self._known.seen_now:
            return RowKept("unchanged", row.flags)
        self._known.seen_now.add(digest)
        seen_of = self._known.seen.get(digest)
        if seen_of is not None:
            self._newborns.met(row, seen_of)
            return self._seen(act, seen_of, row)
        found = match(self._known, record, self._newborns.others_than(row))
        if isinstance(found, Contradiction):
            if found.person is not None:
                self._leave_out(act, found.person, found.sentence, record, digest)
            return RowKept("unchanged", (*row.flags, found.sentence), none_taken=_fate(found))
        if found is None:
            return self._add(act, row, digest)
        self._newborns.met(row, found.person)
        kept = self._update(act, found.person, found.identity, row, digest)
        return self._look_again(act, found.person, kept)

    def finish(self, act: ActWork) -> None:
        """Write the gathered rows: new people, and their lists."""
        self._writes.write(act)
        act.session.flush()

    def _seen(self, act: ActWork, patient_id: int, row: Row[PatientRecord]) -> RowKept:
        """Report how a row read before still contradicts the record on a life or a death."""
        record = row.record
        if record is None or not (record.deceased or (record.says_alive and patient_id in self._said_dead)):
            return RowKept("unchanged", row.flags)
        person = self._known.of_id(act.session, patient_id)
        details = DetailsFromRow(act, self._writes, person, record)
        word = self._life_and_death(act, details, person, record, read_before=True)
        outcome: Outcome = "updated" if word.changed else "unchanged"
        death = frozenset({"deceased_date"})
        return RowKept(
            outcome,
            (*row.flags, *filter(None, (word.sentence,))),
            death if word.changed else frozenset(),
            frozenset() if word.stands else death,
        )

    def _add(self, act: ActWork, row: Row[PatientRecord], digest: str) -> RowKept:
        record = row.stated
        likely = (SAME_NAME,) if self._known.namesakes(record) else self._near_names(record)
        patient = newcomer()
        patient.nhs_number, patient.nhs_number_valid = record.nhs_number, record.nhs_number_valid
        patient.nhs_number_status = NOT_TRACED if record.nhs_number_valid else TRACE_REQUIRED
        patient.demographics_known = False
        fault = practice_fault(self._context, record.nhs_number)
        likely += (WAS_ANOTHERS_NUMBER,) if self._known.of_former_number(record) else ()
        flags = (*row.flags, *likely, *((fault.sentence,) if fault else ()))
        person = KnownPerson(patient, new=True)
        self._newborns.met(row, person)
        self._writes.newcomer(person)
        kept = self._apply(act, person, None, record, digest)
        return RowKept("added", (*flags, *kept.flags), beside=kept.beside)

    def _near_names(self, record: PatientRecord) -> tuple[str, ...]:
        near = [person.patient for person in self._known.near_namesakes(record)]
        who = list(dict.fromkeys(list_name(patient.family_name, patient.given_name) for patient in near))
        return (NEAR_NAME.format(who=", ".join(who[:_MOST_NAMED])),) if who else ()

    def _update(
        self, act: ActWork, person: KnownPerson, judged: Identity, row: Row[PatientRecord], digest: str
    ) -> RowKept:
        record = row.stated
        self._let_be_changed(act, person)
        if not person.statements and person.patient.demographics_known:
            self._state(act, person, person.as_it_stands, RECORD)
        kept = self._apply(act, person, judged, record, digest)
        return replace(kept, flags=(*row.flags, *kept.flags))

    def _apply(
        self, act: ActWork, person: KnownPerson, judged: Identity | None, record: PatientRecord, digest: str
    ) -> RowKept:
        """Write the changes of a statement to a person, and keep the statement."""
        fields = fields_of(record)
        said = Statement(fields, self._when(record), digest)
        columns = ColumnsOfPatient(act.session, self._known, person, record, partial(self._let_be_changed, act))
        columns.write(said, judged)
        details = DetailsFromRow(act, self._writes, person, record)
        details.keep_all(columns)
        if judged is None:
            details.write_name_keys()
        elif columns.renamed or details.renamed:
            self._renew_name_keys(act, person)
        self._state(act, person, said, self._source)
        self._known.add(person)
        if HOSPITAL_NUMBER_TAKEN in columns.flags:
            self._ask_whose(act, person, HOSPITAL_NUMBER_TAKEN)
        for other in columns.gave_back:
            self._say_it_gave_back(act, other)
        if not person.new and _SUPPORT & (columns.written | details.written):
            self.finish(act)
            arrange_for_booked(act, self._context, person.patient.id)
        word = self._life_and_death(act, details, person, record)
        changed = word.changed or columns.changed or details.changed
        death = frozenset({"deceased_date"})
        return RowKept(
            "updated" if changed else "unchanged",
            (*columns.flags, *details.flags, *filter(None, (word.sentence,))),
            frozenset(columns.written | details.written) | (death if word.changed else frozenset()),
            frozenset(columns.overruled | details.overruled) | (frozenset() if word.stands else death),
        )

    def _leave_out(self, act: ActWork, person: KnownPerson, sentence: str, record: PatientRecord, digest: str) -> None:
        """Ask for the owner of a number, and keep the record meanwhile, since a later read may make it fit."""
        self._ask_whose(act, person, sentence)
        if digest not in person.left_out:
            stated_at = self._when(record)
            person.left_out[digest] = text_of(replace(record, stated_at=stated_at))
            values = statement_values(Statement({}, stated_at, f"{LEFT_OUT}{digest}"), self._source, act)
            self._writes.add(person, PatientStatement, **{**values, "fields": person.left_out[digest]})

    def _look_again(self, act: ActWork, person: KnownPerson, kept: RowKept) -> RowKept:
        """Take over kept records that fit after later reads, so that the order of files does not matter."""
        for digest, text in list(person.left_out.items()):
            record = record_of(text)
            # Its hospital number may belong to somebody without a row in the batch.
            self._known.learn_of(act.session, [record])
            found = match(self._known, record)
            if not isinstance(found, MatchedPatient) or found.person is not person:
                continue
            del person.left_out[digest]
            more = self._apply(act, person, found.identity, record, digest)
            changed = "updated" if "updated" in (kept.outcome, more.outcome) else kept.outcome
            kept = replace(kept, outcome=changed, flags=(*kept.flags, FITS_NOW, *more.flags))
            return self._look_again(act, person, kept)
        return kept

    def _say_it_gave_back(self, act: ActWork, person: KnownPerson) -> None:
        """Keep the numbers of a record that lost its hospital number as second ones, and ask somebody to look."""
        for number in said_numbers(person):
            if number != person.given_number and (HOSPITAL_NUMBER, number) not in person.other_values:
                person.other_values.add((HOSPITAL_NUMBER, number))
                self._writes.add(
                    person, PatientOtherValue, field=HOSPITAL_NUMBER, value=number, act_id=act.act_id
                )  # fmt: skip
        self._ask_whose(act, person, GAVE_BACK)

    def _when(self, record: PatientRecord) -> datetime | None:
        """Return when a statement was true: its own time if not in the future, else the time of its file."""
        stated = record.stated_at
        return self._stated_at if stated is None or stated > datetime.now(UTC) else stated

    def _life_and_death(
        self,
        act: ActWork,
        details: DetailsFromRow,
        person: KnownPerson,
        record: PatientRecord,
        *,
        read_before: bool = False,
    ) -> WordKept:
        if record.says_alive and not record.deceased and not person.new:
            return ask_about_life(act, self._context, person.patient)
        if not record.deceased:
            return NOTHING_SAID
        self._let_be_changed(act, person)
        word = weigh_death(act, self._context, person.patient, record, read_before=read_before)
        if word.to_ask:
            self._ask_whose(act, person, word.sentence)
        if death_standing(act.session, person.patient.id):
            self._said_dead.add(person.patient.id)
            if word.changed or not read_before:
                add_alert(details, self._writes, person, DECEASED)
        return word

    def _let_be_changed(self, act: ActWork, person: KnownPerson) -> None:
        """Ensure that a person is in the database, with their changes written."""
        if person.new:
            self.finish(act)
            person.patient = act.session.get_one(Patient, person.patient.id)
            person.new = False

    def _renew_name_keys(self, act: ActWork, person: KnownPerson) -> None:
        """Rebuild the keys of a person's names, without a former name in force again."""
        self.finish(act)
        former = select(PatientName).where(
            col(PatientName.patient_id) == person.patient.id, col(PatientName.kind) == "former"
        )
        for name in act.session.execute(former).scalars():
            if search_key(name.family_name) == search_key(person.patient.family_name):
                person.names.discard((name.kind, name.family_name, name.given_name))
                act.session.delete(name)
        write_name_keys(act.session, person.patient.id)

    def _state(self, act: ActWork, person: KnownPerson, said: Statement, source: str) -> None:
        person.statements.append(said)
        self._writes.add(person, PatientStatement, **statement_values(said, source, act))

    def _ask_whose(self, act: ActWork, person: KnownPerson, sentence: str) -> None:
        """Ask somebody once to look at a record that a row may not be about."""
        self._let_be_changed(act, person)
        item = InboxItem
        asked = select(col(item.id)).where(
            col(item.patient_id) == person.patient.id,
            col(item.topic) == TaskKind.CORRECT_RECORD,
            col(item.sentence) == sentence,
        )
        if act.session.execute(asked.limit(1)).first() is not None:
            return
        today = act.event_at.date()
        due = self._context.working_day_after(today)
        keep_task(
            act, self._context, Task(team_leader(), TaskKind.CORRECT_RECORD, sentence, due), About(person.patient.id)
        )
