"""Finds the specialty of a code or name, and puts an entry that has none on its list."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.inbox.people import specialties
from clerkdesk.data.tables import Pathway, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import record_rtt


@dataclass(frozen=True, slots=True)
class SpecialtySet(Answer):
    """The entry, on this specialty's list."""

    entry_id: int
    specialty_id: int
    specialty_name: str
    clock_state: str = ""
    """The effect on the clock if the service is not consultant-led and has none (R-106); else empty."""

    @property
    def sentence(self) -> str:
        """The list, and the clock if the service has none."""
        no_clock = " It is not consultant-led: no 18-week clock runs." if self.clock_state else ""
        return f"On the list of {self.specialty_name}.{no_clock}"


@answers_once
def set_specialty(context: ServiceContext, entry_id: int, specialty: str) -> SpecialtySet | Refused | WrongInput:
    """Put an entry that needs a specialty, with its pathway and referral, on that specialty's list."""
    with context.act("set_specialty") as act:
        entry = act.session.get(WaitingListEntry, entry_id)
        if entry is None:
            return WrongInput("unknown_entry", "entry", "No waiting list entry has this number.")
        if entry.specialty_id is not None:
            return Refused(
                "specialty_set",
                "This entry has a specialty already. A clinician redirects the referral to another specialty: "
                f"{Way.GRADE.here()}.",
            )
        found = find_specialty(act.session, specialty)
        if isinstance(found, WrongInput):
            return found
        give_specialty(act, entry, found)
        pathway = _without_clock(act, context, entry) if not found.consultant_led else None
        clock = pathway.clock_state if pathway is not None else ""
        answer = SpecialtySet(entry.id, found.id, found.name, clock)
        act.commit(answer)
        return answer


def give_specialty(act: ActWork, entry: WaitingListEntry, specialty: Specialty) -> None:
    """Put an entry on a specialty's list, and its pathway and referral if they have none, inside an act."""
    entry.specialty_id = specialty.id
    pathway = act.session.get_one(Pathway, entry.pathway_id)
    pathway.specialty_id = pathway.specialty_id or specialty.id
    pathway.treatment_function_code = pathway.treatment_function_code or specialty.treatment_function_code
    if pathway.referral_id is not None:
        referral = act.session.get_one(Referral, pathway.referral_id)
        referral.specialty_id = referral.specialty_id or specialty.id
    project_entry(act.session, entry.id)


def _without_clock(act: ActWork, context: ServiceContext, entry: WaitingListEntry) -> Pathway:
    """Take the wait of an entry out of the count, since its service is not consultant-led (R-106, code 98)."""
    pathway = act.session.get_one(Pathway, entry.pathway_id)
    if pathway.referral_id is not None:
        act.session.get_one(Referral, pathway.referral_id).consultant_led = False
    if pathway.clock_state not in WAITS:
        return pathway
    day = pathway.clock_start or act.event_at.date()
    details = {"reason": "the service is not consultant-led"}
    return record_rtt(act, pathway.id, ClockEventKind.RECORDED_IN_ERROR, day, details=details, policy=context.policy)


def find_specialty(session: Session, text: str) -> Specialty | WrongInput:
    """Return the specialty of a code or name, in any case."""
    wanted = clean(text).casefold()
    known = specialties(session)
    for specialty in known:
        if wanted in (specialty.code.casefold(), specialty.name.casefold()):
            return session.get_one(Specialty, specialty.id)
    codes = ", ".join(specialty.code for specialty in known) or "none yet; import clinics first"
    return WrongInput("no_such_specialty", "specialty", f"No specialty has that name. The specialties are: {codes}.")
