"""Takes the facts of acts out of every projection, inside the act that undoes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_appointment, project_entry
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.project_sessions import project_session
from clerkdesk.data.project_work import project_inbox_item, project_review
from clerkdesk.data.queries.undo.acts import WholeAct
from clerkdesk.data.queries.undo.touched import Touched, read_by_now
from clerkdesk.data.tables import (
    Annulment,
    Appointment,
    ClinicSession,
    InboxItem,
    Pathway,
    Patient,
    Slot,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.inbox.messages import message_due
from clerkdesk.rules.values.inbox import ItemEventKind, ItemKind, NoticeKind
from clerkdesk.services.acts.addressing import Addressed
from clerkdesk.services.acts.consequences import About, KeptItem, keep_event, keep_item
from clerkdesk.services.acts.context import ServiceContext


def lock_touched(act: ActWork, touched: Touched) -> None:
    """Take the locks of everything that acts touched, in the order of a booking: patient, pathway, entry, slot."""
    if act.is_alone:
        return
    appointments, entries = touched.appointments, touched.entries
    slots = select(col(Appointment.slot_id)).where(col(Appointment.id).in_(appointments))
    in_sessions = select(col(Slot.id)).where(col(Slot.session_id).in_(touched.sessions))
    pathways = select(col(WaitingListEntry.pathway_id)).where(col(WaitingListEntry.id).in_(entries))
    wanted: tuple[tuple[Any, Any], ...] = (
        (Patient, col(Patient.id).in_(touched.patients)),
        (Pathway, col(Pathway.id).in_(touched.pathways) | col(Pathway.id).in_(pathways)),
        (WaitingListEntry, col(WaitingListEntry.id).in_(entries)),
        (Slot, col(Slot.id).in_(slots) | col(Slot.id).in_(in_sessions)),
        (ClinicSession, col(ClinicSession.id).in_(touched.sessions)),
        (InboxItem, col(InboxItem.id).in_(touched.items)),
    )
    for table, where in wanted:
        rows = select(col(table.id)).where(where).order_by(col(table.id))
        act.session.execute(rows.with_for_update(key_share=True))
    # What was read before the locks may have changed while this act waited.
    act.session.expire_all()


def put_back(act: ActWork, context: ServiceContext, whole: WholeAct, touched: Touched) -> tuple[KeptItem, ...]:
    """Annul acts, project again everything that they touched, and return the retractions.

    Raises:
        IntegrityError: another act has taken the place of an appointment, or has undone these acts.
    """
    session = act.session
    for step in whole.ids:
        act.add(Annulment(act_id=act.act_id, annulled_act_id=step))
    for session_id in touched.sessions:
        project_session(session, session_id)
    for appointment_id in _ending_first(act, touched.appointments):
        project_appointment(session, appointment_id)
    for entry_id in touched.entries:
        project_entry(session, entry_id)
    for pathway_id in touched.pathways:
        policy = context.policy_of(session, session.get_one(Pathway, pathway_id))
        project_pathway(session, pathway_id, act.event_at.date(), policy)
    for review_id in touched.reviews:
        project_review(session, review_id)
    for item_id in touched.items:
        if item_id not in touched.opened_items:
            project_inbox_item(session, item_id)
    return _withdraw(act, context, whole, touched)


def _ending_first(act: ActWork, appointment_ids: Sequence[int]) -> list[int]:
    """Return the live appointments first, which may end: their places must be free for the others."""
    query = select(col(Appointment.id)).where(col(Appointment.id).in_(appointment_ids))
    return list(act.session.execute(query.order_by(col(Appointment.live).desc(), col(Appointment.id).desc())).scalars())


def _withdraw(act: ActWork, context: ServiceContext, whole: WholeAct, touched: Touched) -> tuple[KeptItem, ...]:
    """Withdraw the items that acts opened; whoever took note of one gets its retraction."""
    because = f"Entered in error: {' and '.join(act_words(kind) for kind in whole.kinds)}."
    read = read_by_now(act.session, touched.opened_items, (*whole.ids, act.act_id))
    for item_id in touched.opened_items:
        keep_event(act, item_id, ItemEventKind.WITHDRAWN, note=because)
    return tuple(_retract(act, context, item) for item in read)


def _retract(act: ActWork, context: ServiceContext, item: InboxItem) -> KeptItem:
    about = About(item.patient_id, item.pathway_id, item.entry_id, item.appointment_id, item.session_id)
    to = Addressed(item.to_kind, item.to_id, item.to_name)
    sentence = f"Entered in error, it no longer holds: {item.sentence}"
    due_at = message_due(item.urgency, act.event_at, context.closed_days(act.event_at.date()), context.policy)
    kind, topic = ItemKind.NOTICE, NoticeKind.ENTERED_IN_ERROR
    return keep_item(act, kind, topic, to, sentence, about, due_at=due_at, urgency=item.urgency)
