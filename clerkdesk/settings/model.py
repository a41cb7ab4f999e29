"""The settings of a trust, as frozen values with the defaults of the access policy.

`clerkdesk.settings.loading` reads them from files, the environment and flags.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from clerkdesk.settings.policy import PolicySettings


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Look and behaviour of this desk; none of them changes a rule."""

    database: str = ""
    """The desk's database, a file or postgresql+psycopg://...; empty for the user's own file."""
    anchors: str = ""
    """Folder of the anchors, which show that the audit was cut short; empty for the user's own state folder (R-801)."""
    clerk: str = ""
    """Username of the clerk who acts if the command line names none; empty for none."""
    organisation_code: str = ""
    """ODS code of the hospital, such as RXX01; it starts the pathway identifiers made here (R-174)."""
    hospital_number_pattern: str = "H[0-9]{7}"
    """Form of a hospital number in the one box, as a regular expression over capitals without spaces."""
    theme: str = "clerkdesk-dark"
    """Name of the colour theme."""
    footer_twins: bool = False
    """Show the keys of the map of the house in the footer, in place of the function keys."""
    privacy: bool = False
    """Start the Today screen with initials only, for a public counter."""
    red_flag_words: tuple[str, ...] = (
        "chest pain", "pain ... chest", "chest ... tight", "tight ... chest", "chestpain", "crushing ... chest",
        "chest ... crushing", "pressure in ... chest", "pressure on ... chest", "heavy ... chest", "chest ... heavy",
        "chest hurts", "chest is hurting", "chest aches", "heart attack", "cardiac arrest", "can't breathe",
        "cannot breathe", "can not breathe", "breathless", "short of breath", "shortness of breath", "out of breath",
        "sob", "catch ... breath", "struggling to breathe", "stopped breathing", "not breathing",
        "difficulty breathing", "difficulty in breathing", "trouble breathing", "problems breathing",
        "breathing difficulties", "hard to breathe", "gasping", "choking", "blue lips", "lips ... blue",
        "turned blue", "turning blue", "gone blue", "bleeding", "bleeds", "passing blood", "passed blood",
        "losing blood", "lot of blood", "blood loss", "haemorrhage", "haemorrhaging", "hemorrhage", "black stools",
        "black poo", "tarry", "coughing ... blood", "coughed ... blood", "coughs up blood", "cough up blood",
        "spitting ... blood", "vomiting ... blood", "vomited ... blood", "vomits blood", "sick ... blood up",
        "throwing up blood", "blood in", "sepsis", "septic", "rigors", "shivering", "mottled", "suddenly confused",
        "unresponsive", "can't wake", "won't wake", "hard to wake", "suicide", "suicidal", "kill herself",
        "kill himself", "kill myself", "kill themselves", "killing himself", "killing herself", "killing myself",
        "end ... life", "end it all", "ends it all", "ending it all", "end it now", "go on living", "want to die",
        "wants to die", "wanting to die", "wish ... dead", "better off dead", "don't want to live",
        "doesn't want to live", "not want to live", "no reason to live", "own life", "self harm", "selfharm",
        "harm himself", "harm herself", "harm myself", "harm themselves", "harming himself", "harming herself",
        "harming myself", "harming themselves", "cutting himself", "cutting herself", "cutting myself",
        "cutting themselves", "hang himself", "hang herself", "hang myself", "unconscious", "collapse", "passed out",
        "blacked out", "fainted", "seizure", "having a fit", "had a fit", "is fitting", "was fitting",
        "he's fitting", "she's fitting", "keeps fitting", "been fitting", "started fitting", "fitting now",
        "fitting again", "convulsion", "convulsing", "stroke", "face ... drop", "face ... droop", "arm ... weak",
        "slurred", "slurring", "worst headache", "numb between", "numb groin", "lost ... vision", "lost ... sight",
        "temperature", "temprature", "tempreture", "temp 38", "temp 39", "temp 40", "temp 41", "temp of", "temp is",
        "temp was", "temp up", "high temp", "running a temp", "chemo ... temp", "temp ... chemo", "chemo ... 38",
        "chemo ... 39", "chemo ... 40", "chemo ... unwell", "unwell ... chemo", "burning up", "fever", "overdose",
        "too many tablets", "too many pills", "allergic reaction", "anaphylaxis", "anaphylactic", "throat swelling",
        "throat is swelling", "throat is swollen", "throat swollen", "throat closing", "throat is closing",
        "tongue is swelling", "tongue swelling", "swollen tongue",
    )  # fmt: skip
    """Words in a message that bring up the red-flag script; `...` means a few other words (R-723)."""
    red_flag_script: str = (
        "Do not take a message. Put the caller through to the nurse in charge, or tell them to ring 999."
    )
    """Instructions to the clerk (R-723)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force."""

    policy: PolicySettings = field(default_factory=PolicySettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    specialty_policy: tuple[tuple[str, PolicySettings], ...] = ()
    """Policy by specialty code, for specialties that differ from the trust."""
    mnemonics: tuple[tuple[str, str], ...] = (
        (".CAB", "move"),
        (".CAP", "cancel"),
        (".CEQ", "clinics"),
        (".RCA", "undo"),
        (".TBA", "book"),
    )
    """Typed commands of the one box, each with its registry command."""
    keymap: tuple[tuple[str, str], ...] = ()
    """Command name and the user's key for it."""

    def policy_for(self, specialty_code: str | None) -> PolicySettings:
        """Return the policy in force for a specialty code: its own, else the trust's."""
        return dict(self.specialty_policy).get(specialty_code or "", self.policy)
