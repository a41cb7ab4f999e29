"""Applies an e-RS file to a known UBRN. Nobody leaves a list by it (RULES 13.1, 13.13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.current_columns import drift, write
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.tables import (
    InboxItem,
    Pathway,
    Patient,
    Referral,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.ers.ers_codes import ENDED_IN_ERS, NO_ENTRY
from clerkdesk.interop.reading.digests import digest_of, first_digest_of
from clerkdesk.interop.reading.records import ReferralRecord
from clerkdesk.rules.acts.addressees import Addressee, BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, Task
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.pathways.start_days import LONG_AGO, judge_start_day
from clerkdesk.rules.referrals.regrading import PriorityChange
from clerkdesk.rules.referrals.stated_priority import flag_of_stated_priority
from clerkdesk.rules.rtt.start_moves import StartMove
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import moment_words
from clerkdesk.rules.values.entries import EffectKind, EntryEventKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.corrections.clock_facts import move_start
from clerkdesk.services.imports.ers_again import GOES_ON, TO_BE_BOOKED, goes_on, listed_again
from clerkdesk.services.imports.ers_holds import (
    ALIVE_AGAIN,
    TO_BE_BOOKED_AGAIN,
    is_hold_of_ers,
    take_off_hold_of_ers,
    withdraw_what_ers_said,
)
from clerkdesk.services.imports.people import as_kept, holder_of
from clerkdesk.services.imports.report import RowKept
from clerkdesk.services.imports.specialties import specialty_of
from clerkdesk.services.inbox.unknown_priority import ask_for_priority, priority_is_known
from clerkdesk.services.pathways.entries import keep_effect, record_on_list
from clerkdesk.services.pathways.hold_reviews import review_the_hold
from clerkdesk.services.patients.registering import NOT_TRACED
from clerkdesk.services.referrals.regrading import change_priority
from clerkdesk.services.referrals.setting_specialty import give_specialty

_DIGEST_BYTES = 6
MOST_SEEN = 40
"""Maximum digests kept of one referral; older ones are dropped."""
LETTERS_OUTSTANDING = "RRL"
"""The only e-RS list that a referral may be on together with another list."""

OTHER_NUMBER = (
    "The file names another NHS number for this UBRN. What stands here was kept; find out which one is right."
)
ERS_STATES_IT = "e-RS states the start of the wait"
ERS_FILE = "a file of e-RS"
_FROM_ERS = frozenset({ClockEventKind.ASI_DEFERRED, ClockEventKind.UBRN_CONVERTED})
"""Kinds of clock starts from e-RS."""
LATER_START = "The file has a later clock start; the earlier one stays."
LOWER_PRIORITY = "The file has a lower priority; it stays as it is until a clinician lowers it."
OTHER_SPECIALTY = "The file names another specialty; the entry stays on its list until somebody moves it."
NO_OPEN_NEED = "The referral is here and its entry on the list is closed; if it is needed again, look at its card."
TWO_RECORDS = "The file has an NHS number for a patient without one, and another record holds it: join the two."
BOOKED_HERE = "It is booked here and still on the slot-issues list: link the booking in e-RS."


def digest(record: ReferralRecord) -> str:
    """Return a short name for exactly this statement about a referral."""
    return digest_of(record, _DIGEST_BYTES)


def possible_start(record: ReferralRecord, patient: Patient, today: date) -> tuple[ReferralRecord, str]:
    """Return a row without an impossible start, and the flag about a doubtful one."""
    day = record.clock_start
    doubt = judge_start_day(day, patient.date_of_birth, today) if day is not None else None
    if doubt is None:
        return record, ""
    if doubt.code == LONG_AGO:
        return record, f"The clock start: {doubt.sentence}"
    return replace(record, clock_start=None, clock_start_rule="R-173"), f"{doubt.sentence} The start was not used."


def written_in(record: ReferralRecord) -> tuple[str, ...]:
    """Return the free texts of a row that may state a priority."""
    return record.clinical_context, record.comment, record.service_name


class ReferralUpdate:
    """One row of a file and the referral of the same UBRN."""

    def __init__(
        self, act: ActWork, context: ServiceContext, referral: Referral, record: ReferralRecord, flags: tuple[str, ...]
    ) -> None:
        self._act = act
        self._context = context
        self._referral = referral
        self._record = record
        self._flags = list(flags)
        self._changed = False
        self._raised = False
        self._entries = self._open_entries()

    def keep(self) -> RowKept:
        """Fill gaps, and take over new values unless the row is older or was read before."""
        if self._names_somebody_else():
            self._task_once(TaskKind.CORRECT_RECORD, OTHER_NUMBER)
            return RowKept("unchanged", (*self._flags, OTHER_NUMBER), none_taken="left out")
        is_new = not self._is_older() and not self._was_read_before()
        if is_new:
            self._go_on()
        self._fill_number()
        self._fill_specialty()
        self._fill_clock_start()
        if is_new:
            self._take_over()
            self._hold_what_ended()
            self._review_what_is_held()
            self._keep_as_seen()
        if not self._is_older():
            self._say_where_it_stands(is_new=is_new)
        return RowKept("updated" if self._changed else "unchanged", tuple(self._flags))

    def _is_older(self) -> bool:
        stored, stated = self._referral.ers_version, self._record.version
        return stored is not None and stated is not None and stated < stored

    def _seen(self) -> list[str]:
        return [name for name in self._referral.ers_seen.split(",") if name]

    def _was_read_before(self) -> bool:
        return bool({digest(self._record), first_digest_of(self._record, _DIGEST_BYTES)} & set(self._seen()))

    def _keep_as_seen(self) -> None:
        self._referral.ers_seen = ",".join([*self._seen(), digest(self._record)][-MOST_SEEN:])

    def _go_on(self) -> None:
        """Let a refused referral go on that has come again by e-RS."""
        pathway = self._pathway()
        if pathway is not None and goes_on(self._act, self._context, pathway, self._record):
            self._entries = self._open_entries()
            self._changed = True
            self._flags.append(GOES_ON)

    def _names_somebody_else(self) -> bool:
        there = self._patient().nhs_number
        return bool(there and self._record.nhs_number) and as_kept(self._record.nhs_number) != there

    def _patient(self) -> Patient:
        return self._act.session.get_one(Patient, self._referral.patient_id)

    def _open_entries(self) -> list[WaitingListEntry]:
        query = select(WaitingListEntry).join(Pathway, col(Pathway.id) == col(WaitingListEntry.pathway_id))
        mine = col(Pathway.referral_id) == self._referral.id
        return list(
            self._act.session.execute(query.where(mine, col(WaitingListEntry.status) != EntryStatus.CLOSED)).scalars()
        )

    def _write(self, row: Any, columns: dict[str, Any]) -> None:
        if drift(row, columns):
            write(row, columns)
            self._changed = True

    def _fill_number(self) -> None:
        """Give a patient without any number the one from the file, unless somebody else has it."""
        patient, record = self._patient(), self._record
        if patient.nhs_number or not record.nhs_number_valid:
            return
        if holder_of(self._act.session, as_kept(record.nhs_number)) is not None:
            self._flags.append(TWO_RECORDS)
        else:
            number = as_kept(record.nhs_number)
            self._write(patient, {"nhs_number": number, "nhs_number_valid": True, "nhs_number_status": NOT_TRACED})

    def _fill_specialty(self) -> None:
        """Put entries that need a specialty on its list, once the hospital has one for the treatment function."""
        needing = [entry for entry in self._entries if entry.specialty_id is None]
        if not needing:
            return
        code = self._record.treatment_function_code or self._referral.treatment_function_code
        specialty, none_because = specialty_of(self._act.session, code)
        if specialty is None:
            self._flags.append(none_because)
            return
        for entry in needing:
            give_specialty(self._act, entry, specialty)
        self._changed = True

    def _fill_clock_start(self) -> None:
        """Correct the start to an earlier one, or to the first stated one (R-101, R-102, R-173)."""
        possible, doubt = possible_start(self._record, self._patient(), self._act.event_at.date())
        self._flags += [doubt] if doubt else []
        start, pathway = possible.clock_start, self._pathway()
        if start is None or pathway is None or pathway.clock_state not in WAITS:
            return
        if pathway.clock_start is not None and start >= pathway.clock_start:
            if start > pathway.clock_start:
                self._flags.append(LATER_START)
            return
        refused = self._correct_start(pathway, start)
        if refused:
            self._flags.append(f"The file has an earlier clock start. {refused}")
            return
        self._write(self._referral, {"received_date": start})
        for entry in self._entries:
            self._move_up(entry, start)
        self._changed = True

    def _correct_start(self, pathway: Pathway, start: date) -> str:
        """Replace the start by an earlier one; return why that is impossible, or an empty text.

        An earlier start, or the first known one, needs no second person (RULES 13.25). It keeps the kind from e-RS if
        the current one came from e-RS too.
        """
        kind = (
            ClockEventKind.ASI_DEFERRED if self._record.clock_start_rule == "R-102" else ClockEventKind.UBRN_CONVERTED
        )
        from_ers = {event.event for event in clock_events(self._act.session, pathway.id)} & _FROM_ERS
        policy = self._context.settings.policy_for(self._specialty_code())
        move = StartMove(pathway.clock_start, start, reason=ERS_STATES_IT, source=ERS_FILE)
        as_event = kind if from_ers else None
        refused = move_start(self._act, pathway.id, move, "e-RS", policy, as_event=as_event)
        return refused.sentence if refused is not None else ""

    def _move_up(self, entry: WaitingListEntry, start: date) -> None:
        if entry.list_position_date is None or start < entry.list_position_date:
            record_on_list(
                self._act,
                WaitingListEvent(
                    entry_id=entry.id,
                    kind=EntryEventKind.POSITION_CHANGED,
                    event_date=self._act.event_at.date(),
                    reason=ERS_STATES_IT,
                    position_date=start,
                    act_id=self._act.act_id,
                ),
            )

    def _take_over(self) -> None:
        """Write the new statements of the row."""
        record, referral = self._record, self._referral
        stated: dict[str, Any] = {
            "specialty_text": referral.specialty_text or record.specialty_text,
            "treatment_function_code": referral.treatment_function_code or record.treatment_function_code,
            "service_name": record.service_name or referral.service_name,
            "worklist": self._worklist(),
            "ers_state": record.state or referral.ers_state,
            "contact_expected_date": record.contact_expected or referral.contact_expected_date,
        }
        if record.version is not None:
            stated["ers_version"] = record.version
        self._write(referral, stated)
        self._raise_priority()
        if record.treatment_function_code not in (None, referral.treatment_function_code):
            self._flags.append(OTHER_SPECIALTY)

    def _worklist(self) -> str:
        here, stated = self._referral.worklist, self._record.worklist
        if stated == LETTERS_OUTSTANDING and here:
            return here
        if stated is not None:
            return stated
        return here if self._record.makes_entry else ""

    def _raise_priority(self) -> None:
        stated, pathway = self._record.priority_type, self._pathway()
        held = max(row.priority_type for row in (self._referral, pathway) if row is not None)
        if said := flag_of_stated_priority(written_in(self._record), Priority(int(max(stated, held)))):
            self._flags.append(said)
        if not self._record.priority_known:
            if pathway is not None:
                ask_for_priority(self._act, self._context, pathway, self._entries[0].id if self._entries else None)
                self._changed = True
            return
        if pathway is not None:
            because = f"e-RS states the priority: {Priority(int(stated)).words}."
            priority_is_known(self._act, pathway.id, because)
        if stated < held:
            self._flags.append(LOWER_PRIORITY)
        if stated <= held:
            return
        if pathway is None:
            self._write(self._referral, {"priority_type": stated})
        else:
            change = PriorityChange(Priority(int(pathway.priority_type)), Priority(int(stated)), "e-RS", ERS_FILE)
            policy = self._context.settings.policy_for(self._specialty_code())
            change_priority(self._act, pathway.id, change, policy)
            self._raised = True
            self._changed = True
        self._flags.append(f"The priority was raised to {Priority(int(stated)).words}.")

    def _say_where_it_stands(self, *, is_new: bool) -> None:
        """Flag a difference between the e-RS state and this desk's, and change neither."""
        record = self._record
        if record.makes_entry:
            if not self._entries:
                self._flags.append(NO_OPEN_NEED)
                self._ask_about_a_closed_place(is_new=is_new)
            elif record.worklist == "ASI" and all(entry.status == EntryStatus.BOOKED for entry in self._entries):
                self._flags.append(BOOKED_HERE)
        elif not self._entries:
            self._flags.append(record.no_entry_reason)
        else:
            sentence = f"{_left_ers(record)} It keeps its position here until somebody has looked and closed it."
            self._flags.append(sentence)
            self._task_once(TaskKind.LOOK_AGAIN, sentence, again=is_new)

    def _ask_about_a_closed_place(self, *, is_new: bool) -> None:
        """Keep a task if e-RS has news of a referral to be booked that has no entry here."""
        pathway = self._pathway()
        if is_new and pathway is not None and self._record.worklist in TO_BE_BOOKED:
            refused = refusal_of(self._act.session, pathway.id) is not None
            self._task_once(TaskKind.LOOK_AGAIN, listed_again(self._record, refused=refused), again=True)

    def _hold_what_ended(self) -> None:
        """Put a referral that e-RS has ended on hold until somebody has looked; the clock runs on.

        A booked appointment stays; the task asks whether it is still wanted. A hold from e-RS has e-RS's
        current words, and comes off when the referral is to be booked again.
        """
        ended = self._record.no_entry_reason in ENDED_IN_ERS
        alive = self._record.makes_entry and self._record.worklist in TO_BE_BOOKED
        for entry in self._entries:
            held_by_ers = entry.status == EntryStatus.ON_HOLD and is_hold_of_ers(entry.hold_reason)
            if held_by_ers and alive:
                take_off_hold_of_ers(self._act, entry)
                self._flags.append(ALIVE_AGAIN)
                self._changed = True
            elif alive:
                withdraw_what_ers_said(self._act, entry, TO_BE_BOOKED_AGAIN)
            elif (held_by_ers and not self._record.makes_entry) or (ended and entry.status != EntryStatus.ON_HOLD):
                self._hold(entry, _left_ers(self._record).removesuffix("."))

    def _review_what_is_held(self) -> None:
        """Have a clinician look at each hold whose priority was raised (RULES 13.22)."""
        for entry in self._entries if self._raised else ():
            if entry.status == EntryStatus.ON_HOLD and not is_awaiting(entry.kind):
                review_the_hold(self._act, self._context, entry)

    def _hold(self, entry: WaitingListEntry, reason: str) -> None:
        if entry.hold_reason == reason and entry.status == EntryStatus.ON_HOLD:
            return
        again = self._context.working_day_after(self._act.event_at.date())
        withdraw_what_ers_said(self._act, entry, f"{reason}.")
        keep_effect(self._act, entry.id, EntryEffect(EffectKind.HOLD, reason, again))
        review_the_hold(self._act, self._context, entry)
        self._changed = True

    def _task_once(self, kind: TaskKind, sentence: str, *, again: bool = False) -> None:
        """Keep a task for the bookers of this referral, unless it was asked before; `again` asks again."""
        referral, session = self._referral, self._act.session
        pathway = self._pathway()
        pathway_id = pathway.id if pathway is not None else None
        asked = select(col(InboxItem.id)).where(
            col(InboxItem.patient_id) == referral.patient_id,
            col(InboxItem.pathway_id) == pathway_id,
            col(InboxItem.topic) == kind,
            col(InboxItem.sentence) == sentence,
            *([col(InboxItem.status).in_(OPEN)] if again else []),
        )
        if session.execute(asked.limit(1)).first() is not None:
            return
        specialty_id = pathway.specialty_id if pathway is not None else None
        to: Addressee = BookingTeam(specialty_id) if specialty_id is not None else team_leader()
        today = self._act.event_at.date()
        task = Task(to, kind, sentence, self._context.working_day_after(today))
        entry_id = self._entries[0].id if self._entries else None
        keep_task(self._act, self._context, task, About(referral.patient_id, pathway_id, entry_id))

    def _pathway(self) -> Pathway | None:
        query = select(Pathway).where(col(Pathway.referral_id) == self._referral.id)
        return self._act.session.execute(query.order_by(col(Pathway.id))).scalars().first()

    def _specialty_code(self) -> str | None:
        specialty_id = self._referral.specialty_id
        return None if specialty_id is None else self._act.session.get_one(Specialty, specialty_id).code


def _left_ers(record: ReferralRecord) -> str:
    """Return the state of e-RS instead of a referral to book."""
    if record.booked_start is not None:
        return f"e-RS holds an appointment for this referral on {moment_words(record.booked_start)}."
    return f"e-RS says: {record.no_entry_reason.removesuffix(NO_ENTRY)}."
