"""Every command of the desk with its default key. Screens and the app carry the commands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Scope = Literal["everywhere", "list", "palette"]
"""Where a command acts: everywhere (in fields too), only on a list, or only in the palette until it gets a key."""
Part = Literal["The day begins", "A patient or a caller", "The lists and clinics", "The day ends"]
"""Parts of the map of the house, as the day goes."""


@dataclass(frozen=True, slots=True)
class ScreenClass:
    """The class of a screen, and how the screen opens. Its module is imported when it opens."""

    where: str
    """Module and class, such as `clerkdesk.screens.find:FindScreen`."""
    part: Part
    """The part of the map of the house that lists it."""
    overlay: bool = False
    """Whether the screen lies over the current one instead of replacing it."""
    several: bool = False
    """Whether its key opens another screen each time, such as a call on top of a call."""
    of_patient: bool = False
    """Whether the screen is about one patient: its key takes the patient under the cursor of the current screen."""
    is_form: bool = False
    """Whether it is a form about the patient in hand, which opens for somebody only."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the desk can do, and the key that asks for it."""

    name: str
    """What the settings file, the palette and the code call it."""
    title: str
    """Two or three words for the palette and help."""
    help: str
    """Completes "you can ...", without a full stop."""
    scope: Scope
    key: str = ""
    """The key in Textual's spelling (`f2`, `ctrl+z`, `b`, `slash`); empty when only the palette offers it."""
    label: str = ""
    """The word in the footer; empty keeps it out of the footer."""
    aliases: tuple[str, ...] = ()
    """Further keys that cannot be remapped."""
    twin: str = ""
    """The key on the map of the house that does the same, for terminals that keep the function key."""
    screens: tuple[str, ...] = ()
    """Screens on which a list letter acts; empty means every list."""
    screen: ScreenClass | None = None
    """The screen that it opens, if that is all it does; the screen has the name of the command."""
    also: str = ""
    """Further words that find it in the palette."""

    @property
    def opens(self) -> str:
        """The name of the screen that it opens; empty if it does something else."""
        return self.name if self.screen is not None else ""


LISTS_OF_PATIENTS = ("booking", "find", "card", "call", "validation", "today", "inbox")
WITH_APPOINTMENTS = ("find", "card", "call", "today", "clinics", "inbox")

COMMANDS: tuple[Command, ...] = (
    Command("help", "Help", "see what this screen can do", "everywhere", "f1", "Help", ("question_mark",), "1",
            also="keys, shortcuts, manual"),
    Command("find", "Find", "find a patient by anything the caller says", "everywhere", "f2", "Find", (), "2",
            screen=ScreenClass("clerkdesk.screens.find:FindScreen", "A patient or a caller"),
            also="search, look up, one box"),
    Command("booking", "Book", "work the waiting list in its order", "everywhere", "f3", "Book", (), "3",
            screen=ScreenClass("clerkdesk.screens.booking:BookingScreen", "The lists and clinics")),
    Command("card", "Patient in hand", "see the patient in hand, or the one before", "everywhere", "f4", "Card",
            (), "4",
            screen=ScreenClass("clerkdesk.screens.card:CardScreen", "A patient or a caller", of_patient=True)),
    Command("validation", "Validate", "validate the waiting list", "everywhere", "f5", "Valid", (), "5",
            screen=ScreenClass("clerkdesk.screens.validation:ValidationScreen", "The lists and clinics"),
            also="waiting list, checks, data quality, vetting, grading, "
            "referrals, follow-ups, slot issues"),
    Command("today", "Today", "receive today's patients", "everywhere", "f6", "Today", (), "6",
            screen=ScreenClass("clerkdesk.screens.reception:ReceptionScreen", "The day begins")),
    Command("clinics", "Clinics", "see the week's clinics and change them", "everywhere", "f7", "Clinic", (), "7",
            screen=ScreenClass("clerkdesk.screens.clinics:ClinicsScreen", "The lists and clinics"),
            also="sessions, timetable, week"),
    Command("call", "Call", "take a call over whatever you are doing", "everywhere", "f8", "Call", (), "8",
            screen=ScreenClass("clerkdesk.screens.call:CallScreen", "A patient or a caller",
                               overlay=True, several=True),
            also="telephone, phone, message"),
    Command("inbox", "Inbox", "read messages, reviews and notices", "everywhere", "f9", "Inbox", (), "9",
            screen=ScreenClass("clerkdesk.screens.inbox:InboxScreen", "The day begins"),
            also="tasks, escalations, call-backs"),
    Command("handover", "Handover slip", "hand over what is parked or promised", "everywhere", "f10", "",
            (), "0",
            screen=ScreenClass("clerkdesk.screens.inbox.handover:HandoverScreen", "The day ends", overlay=True),
            also="end of day, colleague, shift, print"),
    Command("lock", "Lock the desk", "lock the desk and keep everything as it is", "everywhere", "f11", "", (),
            "minus"),
    Command("back", "Back", "go back one step", "everywhere", "f12", "Back", ("escape",), "equals_sign"),
    Command("map", "Map of the house", "see every screen with its key, and go there", "everywhere", "ctrl+g",
            also="screens, where, go to, menu"),
    Command("choose_list", "Choose a list", "choose the specialty and the list to work", "everywhere", "ctrl+l"),
    Command("register", "Register", "register a new patient from what was typed", "everywhere", "ctrl+n",
            twin="n",
            screen=ScreenClass("clerkdesk.screens.register:RegisterScreen", "A patient or a caller"),
            also="new patient, add"),
    Command("refer", "Refer", "register a referral for the patient in hand", "everywhere", "ctrl+r",
            twin="r",
            screen=ScreenClass("clerkdesk.screens.referrals.screen:ReferScreen", "A patient or a caller",
                               of_patient=True, is_form=True),
            also="new referral, add"),
    Command("details", "Details", "correct the details of the patient in hand",
            "everywhere", "ctrl+y", twin="y",
            screen=ScreenClass("clerkdesk.screens.card.details:DetailsScreen", "A patient or a caller",
                               of_patient=True, is_form=True),
            also="address, telephone, e-mail, next of kin, needs, days away, wishes, preferences, holiday, voicemail"),
    Command("report", "Figures", "see the waiting list in figures", "everywhere", "ctrl+t", twin="s",
            screen=ScreenClass("clerkdesk.screens.report:ReportScreen", "The day ends"),
            also="report, statistics, performance, export, csv, waiting times"),
    Command("undo", "Undo", "take your last act back, after Enter, or say why it stays; in a field, undo typing",
            "everywhere", "ctrl+z", also="take back, annul, undo, revert, mistake"),
    Command("privacy", "Initials only", "show initials only, for a public counter, or the names again", "everywhere",
            "ctrl+o", also="privacy, private, hide names, counter, initials"),
    Command("palette", "Palette", "choose any command by its name", "everywhere", "ctrl+p"),
    Command("quit", "Leave clerkdesk", "leave clerkdesk, after a question", "everywhere", "ctrl+q", "", ("ctrl+c",),
            also="quit, exit, close, log out"),
    Command("book", "Book", "book the patient under the cursor; on a clinic: new dates for those whom it displaces",
            "list", "b", "book",
            screens=("booking", "find", "card", "call", "validation", "today", "inbox", "clinics")),
    Command("move", "Move", "move an appointment to another slot", "list", "m", "move", screens=WITH_APPOINTMENTS,
            also="rebook, reschedule, change date"),
    Command("cancel", "Cancel", "cancel an appointment, or a clinic, with a reason", "list", "x", "cancel",
            screens=WITH_APPOINTMENTS,
            also="dna, cancellation, call off"),
    Command("contact", "Contact tried", "note a call, text or letter that was tried", "list", "k", "contact",
            screens=LISTS_OF_PATIENTS,
            also="ring, phone, text, letter, no reply"),
    Command("review", "Ask for a review", "ask for a clinical review", "list", "r", "review",
            screens=LISTS_OF_PATIENTS,
            also="clinician, consultant, triage"),
    Command("validate", "Validate", "record that the entry was validated", "list", "v", "validate",
            screens=("validation", "booking", "card"),
            also="vet, vetting, grade"),
    Command("arrive", "Arrive", "mark the patient as arrived, or take back an arrival recorded in error", "list", "a",
            "arrive", screens=("today", "find", "card"), also="not arrived, wrong arrival, take back"),
    Command("called", "Called in", "mark the patient as called in", "list", "c", "called in", screens=("today",)),
    Command("seen", "Seen", "mark the patient as seen", "list", "s", "seen", screens=("today",)),
    Command("left", "Left", "mark that the patient has left", "list", "l", "left", screens=("today",)),
    Command("outcome", "Outcome", "record the outcome, did not attend included", "list", "o", "outcome",
            screens=("today", "card", "find", "validation", "clinics"),
            also="dna, did not attend, discharge, follow-up, pifu"),
    Command("escalate", "Escalate", "escalate to the team leader", "list", "e", "escalate",
            screens=(*LISTS_OF_PATIENTS, "clinics")),
    Command("hold", "Hold", "put on hold, or take off hold", "list", "h", "hold",
            screens=("clinics", "card", "booking"),
            also="suspend, pause, stop booking"),
    Command("why", "Why", "see why it has this position, this date or this wait", "list", "w", "why"),
    Command("take", "Take or done", "take it, or mark it as done", "list", "t", "take",
            screens=("inbox", "today", "clinics", "reviews")),
    Command("give", "Give to", "give it to somebody else, or keep it for tomorrow", "list", "g", "give",
            screens=("inbox", "handover")),
    Command("put_in", "New message", "enter what came by e-mail, by letter or at the desk", "list", "i", "new",
            screens=("inbox",)),
    Command("milestone", "Cancer milestone", "record what happened on a cancer pathway: told, treatment decided, begun",
            "list", "u", "cancer", screens=("card", "call"),
            also="fds, 28 days, 31 days, 62 days, diagnosis"),
    Command("awaiting", "Procedure, test or result",
            "list the patient for a procedure, a test or results, or record what came of it", "list", "j", "awaits",
            screens=("card", "call"), also="admission, admitted, treatment, decision to admit, scan, results"),
    Command("patient_asks", "Patient asks to be seen", "record that a patient on patient-initiated follow-up asks",
            "list", "q", "asks", screens=("card", "call"),
            also="pifu, patient-initiated follow-up"),
    Command("decide", "Decision", "enter a clinician's decision", "list", "d", "decide", screens=("reviews",)),
    Command("print", "Print", "write it to a file, to be printed or worked on", "list", "p", "print",
            screens=("reviews", "handover", "report", "forecast", "card", "audit"),
            also="export, save, file, csv, letter, calendar, ics"),
    Command("unfilled", "Unfilled slots", "see the free slots of the next ten working days, and who could come",
            "list", "f", "unfilled", screens=("clinics",)),
    Command("copy", "Copy a number", "copy the NHS number, reference or postcode under the cursor", "list", "y", "copy",
            screens=(*LISTS_OF_PATIENTS, "clinics", "reviews"), also="clipboard, yank, paste"),
    Command("sort", "Sort", "sort the list by its next column; after the last one, in its own order again", "list", "z",
            "sort", screens=("validation",), also="sort, order, sorting, arrange, column"),
    Command("filter", "Filter", "narrow the list by typing", "list", "slash", "filter"),
    Command("done_so_far", "What did I do?", "list your last twenty acts, each with undo or why not", "palette",
            also="history, last acts, undo, take back, what did i do, mistake"),
    Command("incident", "Incident of delay", "record that a delay was reported, with its reference", "palette"),
    Command("reviews", "Reviews", "put clinical reviews to the consultants", "palette", twin="v",
            screen=ScreenClass("clerkdesk.screens.reviews:ReviewsScreen", "The lists and clinics", overlay=True)),
    Command("history", "History", "read every talk with the patient in hand", "palette", twin="h",
            screen=ScreenClass("clerkdesk.screens.card.history:HistoryScreen", "A patient or a caller", overlay=True,
                               of_patient=True),
            also="talks, contacts, conversation, notes, comments, what was said, log"),
    Command("forecast", "Forecast", "see whether a list will meet its standard", "palette", twin="f",
            screen=ScreenClass("clerkdesk.screens.forecast:ForecastScreen", "The day ends"),
            also="predict, ahead, capacity, demand, scenario, standard, 18 weeks, target"),
    Command("audit", "Audit", "read who did what, and who looked",
            "palette", twin="a",
            screen=ScreenClass("clerkdesk.screens.audit:AuditScreen", "The day ends"),
            also="log, who, access, trail, privacy, before and after, looked"),
    Command("settings", "Settings", "see where the settings file is, and how it is changed", "palette",
            also="options, preferences, configuration, keys, colours"),
    Command("theme", "Choose a theme", "choose dark, light, high-contrast or monochrome, and see it at once", "palette",
            also="colours, dark mode"),
    Command("sign_out", "Sign out", "sign out and leave the desk to a colleague", "palette"),
    Command("merge", "Join two records", "join another record of the same person with the card that is open",
            "palette",
            also="merge, duplicate, combine, same person"),
    Command("unmerge", "Part two records", "part the record under the cursor from the card that is open", "palette",
            also="unmerge, split, separate, two people"),
    Command("death", "Word of a death", "note word of a death, confirm or refute it, on the card", "palette",
            also="deceased, died, alive"),
    Command("ready", "Ready again",
            "record that the patient under the cursor of the card, monitored by choice, is ready to go on", "palette",
            also="active monitoring, restart, new clock, code 11"),
    Command("told_referral", "Told of the referral",
            "record what the patient was told of the referral under the cursor of the card", "palette",
            also="acknowledge, accepted, added to the list, letter"),
    Command("twins", "Keys of the map in the footer", "show the keys of the map in place of the function keys",
            "palette"),
    Command("key_check", "Check the keys", "check that the function keys of this terminal arrive", "palette"),
)  # fmt: skip

_BY_NAME: Mapping[str, Command] = MappingProxyType({command.name: command for command in COMMANDS})


def command(name: str) -> Command:
    """Return the command called `name`; raises KeyError when the registry has none."""
    return _BY_NAME[name]


def is_command(name: str) -> bool:
    """Return whether the registry has a command called `name`."""
    return name in _BY_NAME


def commands_of(scope: Scope) -> tuple[Command, ...]:
    """Return the commands of one scope in the order of the registry."""
    return tuple(item for item in COMMANDS if item.scope == scope)


def acts_on(item: Command, screen: str) -> bool:
    """Return whether a list letter acts on the lists of `screen`."""
    return item.scope == "list" and (not item.screens or screen in item.screens)


def letters_of(screen: str) -> tuple[Command, ...]:
    """Return the list letters that act on `screen`, in the order of the registry."""
    return tuple(item for item in COMMANDS if acts_on(item, screen))
