"""A patient's wishes for one need: weekdays, time of day, site and clinician."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Professional, Site, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.values.text import clean, fold
from clerkdesk.rules.values.weekdays import read_weekdays, weekday_words
from clerkdesk.services.acts.answers import Answer, WrongInput, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import clinician_named
from clerkdesk.services.patients.statements import keep_other_value

TIMES = ("morning", "afternoon", "evening")
ANY = "any"
"""The word that removes a wish."""


@dataclass(frozen=True, slots=True)
class KeptPreferences(Answer):
    """The kept wishes in words; empty without any."""

    entry_id: int
    weekdays: str
    time: str
    site: str
    clinician: str

    @property
    def words(self) -> str:
        """All wishes; empty without any."""
        return ", ".join(filter(None, (self.weekdays, self.time, self.site, self.clinician)))

    @property
    def sentence(self) -> str:
        """The wishes for the need."""
        return f"Entry {self.entry_id}: {self.words or 'no wishes'}."


def preferences_of(context: ServiceContext, entry_id: int) -> KeptPreferences | WrongInput:
    """Return a patient's wishes for one need."""
    with context.reading() as session:
        entry = session.get(WaitingListEntry, entry_id)
        return _as_kept(session, entry) if entry is not None else no_such_entry()


@answers_once
def set_preferences(context: ServiceContext, entry_id: int, wishes: dict[str, str]) -> KeptPreferences | WrongInput:
    """Keep a patient's wishes for one need; others stay, and `any` or an empty text removes a wish.

    Args:
        context: where.
        entry_id: of the need.
        wishes: by `weekdays` (`mon wed`), `time` (morning, afternoon, evening), `site` (code or name) and `clinician`.
    """
    with context.act("preferences") as act:
        entry = act.session.get(WaitingListEntry, entry_id)
        if entry is None:
            return no_such_entry()
        columns = _columns(act, wishes)
        if isinstance(columns, WrongInput):
            return columns
        before = _as_kept(act.session, entry)
        for name, value in columns.items():
            setattr(entry, name, value)
        act.session.flush()
        after = _as_kept(act.session, entry)
        if after != before:
            if before.words:
                keep_other_value(act, entry.patient_id, "preferences", before.words)
            act.commit(after)
        return after


def _columns(act: ActWork, wishes: dict[str, str]) -> dict[str, object] | WrongInput:
    columns: dict[str, object] = {}
    named = {name: "" if fold(clean(text)) == fold(ANY) else clean(text) for name, text in wishes.items()}
    if "weekdays" in named:
        days = read_weekdays(named["weekdays"])
        if days is None:
            return WrongInput("weekdays_unreadable", "weekdays", "Write weekdays by their names, such as mon wed.")
        columns["preferred_weekdays"] = days
    if "time" in named:
        time = named["time"].lower()
        if time and time not in TIMES:
            return WrongInput("time_unknown", "time", f"A time of day is one of: {', '.join(TIMES)}, {ANY}.")
        columns["preferred_time"] = time
    if "site" in named:
        site = _site(act, named["site"]) if named["site"] else None
        if isinstance(site, WrongInput):
            return site
        columns["site_id"] = site
    if "clinician" in named:
        clinician = clinician_named(act.session, named["clinician"]) if named["clinician"] else None
        if isinstance(clinician, WrongInput):
            return WrongInput(clinician.code, "clinician", clinician.sentence)
        columns["professional_id"] = clinician.id if clinician is not None else None
    return columns


def _site(act: ActWork, typed: str) -> int | WrongInput:
    sites = act.session.execute(select(Site).order_by(col(Site.code))).scalars().all()
    for site in sites:
        if fold(typed) in (fold(site.code), fold(site.name)):
            return site.id
    known = ", ".join(site.code for site in sites) or "none yet"
    return WrongInput("no_such_site", "site", f"No site has that name. The sites are: {known}.")


def _as_kept(session: Any, entry: WaitingListEntry) -> KeptPreferences:
    site = session.get(Site, entry.site_id) if entry.site_id is not None else None
    clinician = session.get(Professional, entry.professional_id) if entry.professional_id is not None else None
    return KeptPreferences(
        entry_id=entry.id,
        weekdays=weekday_words(entry.preferred_weekdays),
        time=entry.preferred_time,
        site=site.name if site is not None else "",
        clinician=clinician.name if clinician is not None else "",
    )
