"""The bars about a need other than booking: ask for a review, hold it, take it off hold, search its slots."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from clerkdesk.rules.booking.slot_search import SlotSearch, parse_slot_search
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.rules.values.dates import parse_from
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.dialog import Sheet, why_sheet
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import counted_reader, past_date_reader, slot_search_reader

if TYPE_CHECKING:
    from clerkdesk.rules.reviews.requests import Asked
    from clerkdesk.screens.acts.under_cursor import ToBook
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.other_specialties import SlotElsewhere, SlotsElsewhere
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reviews.requests import RequestKept
    from clerkdesk.services.waiting_list.holding import HoldKept

Said = Callable[[str], None]
"""A function that gets the sentence about the act."""


def review_bar(host: Host, need: ToBook, done: Said) -> BarSpec:
    """Return the bar that asks a clinician: the patient wishes to wait, declines, or another question."""

    async def commit(answer: BarAnswer) -> Kept | None:
        said_on = date.fromisoformat(answer["on"]) if answer["on"] else None
        typed = answer["until"] or answer["think_until"]
        read = parse_from(typed, said_on or host.now().date()) if typed else None
        until = read if isinstance(read, date) else None

        def write(desk: Desk) -> RequestKept | Refused | WrongInput:
            from clerkdesk.services.reviews.requests import NewRequest

            asked = cast("Asked", answer["asked"])
            return desk.reviews.ask(NewRequest(need.key, asked, answer["words"] or answer["comment"], until, said_on))

        return await carry_out_and_say(host, write, done)

    counted = counted_reader(host.now().date, "the day they said it")
    steps = (
        ChoiceStep(
            "asked",
            "reason",
            (
                Choice("l", "delay", "wishes to wait", then="until"),
                Choice("t", "thinking", "takes time to think", then="think_until"),
                Choice("d", "declines", "declines what is offered", then="comment"),
                Choice("x", "not_wanted", "no longer wants care", then="comment"),
                Choice("q", "question", "a question for the clinician", then="words"),
            ),
        ),
        TextStep(
            "until",
            "day until which the patient wishes to wait",
            required=True,
            read=counted,
            then="comment",
        ),
        TextStep(
            "think_until",
            "day until which the patient wants to think",
            read=counted,
            then="comment",
        ),
        TextStep("words", "question for the clinician", required=True, then="on"),
        TextStep("comment", "adds a comment", then="on"),
        TextStep("on", "day they said it, if not today", read=past_date_reader(host.now().date)),
    )
    return BarSpec("review", "Ask for a review of", need.name, commit, steps, enter="asks", context={"entry": need.key})


def hold_bar(host: Host, need: ToBook, done: Said) -> BarSpec:
    """Return the bar that stops the booking of a need until a day."""

    async def commit(answer: BarAnswer) -> Kept | None:
        until = parse_from(answer["until"], host.now().date())
        if not isinstance(until, date):
            raise ValueError("the bar took a day that can't be read")

        def write(desk: Desk) -> HoldKept | Refused | WrongInput:
            return desk.waiting_list.hold(need.key, answer["reason"], until)

        return await carry_out_and_say(host, write, done)

    steps = (
        TextStep("reason", "reason", required=True, then="until"),
        TextStep("until", "day to look again", required=True, read=counted_reader(host.now().date, "today")),
    )
    return BarSpec("hold", "Put on hold", need.name, commit, steps, enter="holds it", context={"entry": need.key})


def resume_bar(host: Host, need: ToBook, why: str, done: Said) -> BarSpec:
    """Return the bar that takes a need off hold; `why` is the reason for the hold."""

    async def commit(answer: BarAnswer) -> Kept | None:
        in_touch = date.fromisoformat(answer["on"]) if answer["on"] else None

        def write(desk: Desk) -> HoldKept | Refused | WrongInput:
            return desk.waiting_list.resume(need.key, in_touch=in_touch)

        return await carry_out_and_say(host, write, done)

    async def preview(answer: BarAnswer) -> str:
        del answer
        return await host.read(lambda desk: desk.waiting_list.before_resuming(need.key))

    note = f"on hold: {why}" if why else ""
    steps = (TextStep("on", "day they were in touch, if not today", read=past_date_reader(host.now().date)),)
    return BarSpec(
        "resume", "Take off hold" if why else "Ready to go on:", need.name, commit, steps,
        enter="takes it off hold" if why else "records it",
        note=note, preview=preview,
        context={"entry": need.key},
    )  # fmt: skip


def search_bar(
    host: Host, need: ToBook, done: Callable[[SlotSearch | None], Awaitable[str]], show: Callable[[Sheet], object]
) -> BarSpec:
    """Return the bar that narrows the slots of a need; `done` returns why there are none, or an empty text.

    `show` shows the free slots of another specialty, where the need can't be booked, over the screen.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        typed = answer["search"]
        search = parse_slot_search(typed, host.now().date()) if typed else None
        if isinstance(search, Unreadable):
            return Kept(search.sentence)
        if search is not None and search.specialty:
            found = await host.read(partial(_elsewhere, need=need, search=search))
            if isinstance(found, WrongInput):
                return Kept(found.sentence)
            if found is not None:
                show(_elsewhere_sheet(need, found))
                return None
            search = replace(search, specialty="")
        sentence = await done(search)
        return Kept(sentence) if sentence else None

    step = TextStep(
        "search",
        "days, am or pm, from 3 jan, telephone, clinic, clinician, site; or specialty and its name",
        read=slot_search_reader(lambda: host.now().date()),
    )
    return BarSpec(
        "filter", "Slots for", need.name, commit, (step,), enter="shows them; empty: all", context={"entry": need.key}
    )


def _elsewhere(desk: Desk, need: ToBook, search: SlotSearch) -> SlotsElsewhere | WrongInput | None:
    return desk.booking.slots_elsewhere(need.key, search)


def _elsewhere_sheet(need: ToBook, found: SlotsElsewhere) -> Sheet:
    lines = [found.follows, f"{count_words(found.free, 'slot')} there would suit this patient."]
    lines += [f"{short_moment_words(each.slot.starts)}  {_where(each)}" for each in found.slots]
    return why_sheet(f"{found.specialty_name}: {need.name}", lines)


def _where(each: SlotElsewhere) -> str:
    return joined((each.names.clinic, each.names.professional, each.slot.site_name))
