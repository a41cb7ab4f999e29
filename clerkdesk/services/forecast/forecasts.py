"""Forecasts of waiting lists: looked at, given to somebody and kept, compared; and the demand behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import floor

from sqlalchemy.orm import Session

from clerkdesk.rules.forecast.assumptions import assumptions_of
from clerkdesk.rules.forecast.clinic_use import clinic_use
from clerkdesk.rules.forecast.control_limits import control_chart, planning_percentile
from clerkdesk.rules.forecast.engine import first_week_met, forecast
from clerkdesk.rules.forecast.gaps import gap_to
from clerkdesk.rules.forecast.judging import backtest, why_too_small
from clerkdesk.rules.forecast.own_history import last_sunday, measured
from clerkdesk.rules.forecast.scenarios import Scenario, counted_words, plans_of, read_scenario
from clerkdesk.rules.forecast.standards import STANDARDS
from clerkdesk.rules.forecast.target_outlook import outlooks
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.forecast.answers import (
    MOST_WEEKS,
    DemandAnswer,
    Flows,
    ForecastAnswer,
    ForecastQuestion,
)
from clerkdesk.services.forecast.reading import DEMAND_WEEKS, ListFacts, list_facts, together
from clerkdesk.services.forecast.said_before import keep_said, last_said
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, SpecialtyRow, Worklists

WHOLE_LIST = "The whole list"
_COMING_WEEKS = 6
Progress = Callable[[int, int], None]
"""Hears the number of lists that are done, and of all."""


class Forecasts:
    """Forecasts, and the act of giving one to somebody."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def look(self, question: ForecastQuestion) -> ForecastAnswer | NoSuchSpecialty | WrongInput:
        """Return a forecast without keeping it."""
        compared = self.compare(question, (question.scenario,))
        return compared if isinstance(compared, NoSuchSpecialty | WrongInput) else compared[0]

    def compare(
        self, question: ForecastQuestion, scenarios: Sequence[str]
    ) -> tuple[ForecastAnswer, ...] | NoSuchSpecialty | WrongInput:
        """Return a forecast for each of several scenarios, from one reading of the facts."""
        found = Worklists(self.context).specialty(question.specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        questions = [replace(question, scenario=scenario) for scenario in scenarios]
        typed = [each for each in questions if each.scenario.strip()]
        for each in questions:
            wrong = self._wrong(each)
            if wrong is not None and wrong.field == "scenario" and len(typed) > 1:
                return replace(wrong, sentence=f"Scenario {typed.index(each) + 1}: {wrong.sentence}")
            if wrong is not None:
                return wrong
        with self.context.reading() as session:
            facts = together(self._facts(session, question, found.specialty_id if found else None).values())
            return tuple(self._said(session, each, found, facts) for each in questions)

    def each(
        self, question: ForecastQuestion, tell: Progress = lambda done, total: None
    ) -> tuple[ForecastAnswer, ...] | WrongInput:
        """Return the forecast of the whole list, then of each specialty with anybody on its list, by name."""
        wrong = self._wrong(question)
        if wrong is not None:
            return wrong
        known = Worklists(self.context).specialties()
        with self.context.reading() as session:
            by_code = self._facts(session, question, None)
            lists: list[tuple[SpecialtyRow | None, ListFacts]] = [(None, together(by_code.values()))]
            lists += [(row, by_code[row.code]) for row in known if row.code in by_code]
            answers = []
            for number, (row, facts) in enumerate(lists, 1):
                answers.append(self._said(session, question, row, facts))
                tell(number, len(lists))
        return tuple(answers)

    @answers_once
    def give(self, question: ForecastQuestion) -> ForecastAnswer | WrongInput:
        """Return a forecast for somebody, and keep what it said, so that a later one is held against it."""
        said = self.look(question)
        if isinstance(said, NoSuchSpecialty):
            known = ", ".join(said.known)
            return WrongInput("no_such_specialty", "specialty", f"No specialty has that name. They are: {known}.")
        if isinstance(said, WrongInput) or not said.weeks:
            return said
        found = Worklists(self.context).specialty(question.specialty)
        specialty_id = found.specialty_id if isinstance(found, SpecialtyRow) else None
        with self.context.act("forecast") as act:
            return act.commit(said) if keep_said(act, specialty_id, said) else said

    def demand(self, specialty: str | None = None) -> DemandAnswer | NoSuchSpecialty:
        """Return what joined and left a list in each of 52 weeks, with limits, and the clinics to come (R-931)."""
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            facts = together(list_facts(self.context, session, found.specialty_id if found else None).values())
        on = last_sunday(self.context.today)
        days = self._days(None if found is None else found.code)
        history = measured(facts.waits, on, days, DEMAND_WEEKS)
        joined = [week.joined for week in history.weeks]
        # The weeks that a forecast goes by, so that both say the same of the clinics to come.
        recent = measured(facts.waits, on, days)
        use = clinic_use(facts.clinics, on, len(recent.weeks), recent.stopped)
        capacity = use.capacity[:_COMING_WEEKS]
        return DemandAnswer(
            specialty="" if found is None else found.code,
            name=WHOLE_LIST if found is None else found.name,
            on=on,
            weeks=history.weeks,
            joined=control_chart(joined),
            stopped=control_chart([week.stopped for week in history.weeks]),
            plan_low=planning_percentile(joined, 65) if len(joined) > 1 else None,
            plan_high=planning_percentile(joined, 85) if len(joined) > 1 else None,
            coming=use.coming[:_COMING_WEEKS],
            counted=tuple(share * use.sessions_a_week for share in capacity),
            stops=tuple(share * recent.stopped for share in capacity),
            sessions_a_week=use.sessions_a_week,
            published=use.published,
        )

    def _facts(self, session: Session, question: ForecastQuestion, specialty_id: int | None) -> dict[str, ListFacts]:
        until_first_seen = STANDARDS[question.standard].until_first_seen
        return list_facts(self.context, session, specialty_id, until_first_seen=until_first_seen)

    def _wrong(self, question: ForecastQuestion) -> WrongInput | None:
        if not 1 <= question.weeks <= MOST_WEEKS:
            return WrongInput("wrong_weeks", "weeks", f"A forecast is for 1 to {MOST_WEEKS} weeks.")
        if question.percent is not None and not 1 <= question.percent <= 100:
            return WrongInput("wrong_target", "percent", "A share is from 1 to 100 per cent.")
        read = read_scenario(question.scenario, self.context.today)
        return WrongInput(read.code, "scenario", read.sentence) if isinstance(read, Unreadable) else None

    def _scenario(self, question: ForecastQuestion) -> Scenario:
        read = read_scenario(question.scenario, self.context.today)
        return read if isinstance(read, Scenario) else Scenario()

    def _days(self, code: str | None) -> int:
        return self.context.settings.policy_for(code).pathways.rtt_days

    def _said(
        self, session: Session, question: ForecastQuestion, row: SpecialtyRow | None, facts: ListFacts
    ) -> ForecastAnswer:
        """Return the forecast of one list from its facts."""
        terms, on = STANDARDS[question.standard], last_sunday(self.context.today)
        code = None if row is None else row.code
        history = measured(facts.waits, on, self._days(code) if terms.days_of_policy else terms.days)
        use = clinic_use(facts.clinics, on, len(history.weeks), history.stopped)
        scenario, percent = self._scenario(question), question.percent or terms.percent
        plans = plans_of(scenario, on, question.weeks, use.activity, use.capacity)
        too_small = why_too_small(history)
        weeks = () if too_small else forecast(history, plans)
        # Truncated as in the figures: 91.96 per cent is not yet 92.
        within = floor(history.bands.share_within(list(history.people)) * 10) / 10
        waiting = round(history.waiting)
        return ForecastAnswer(
            specialty=code or "",
            name=WHOLE_LIST if row is None else row.name,
            standard=question.standard,
            percent=percent,
            on=on,
            scenario=question.scenario.strip(),
            scenario_words=counted_words(scenario, on, question.weeks, use.activity),
            waiting=waiting,
            within=within,
            too_small=too_small,
            weeks=weeks,
            first_week_met=first_week_met(weeks, percent),
            surely_met=first_week_met(weeks, percent, surely=True),
            targets=outlooks(self.context.policy.reports.targets, question.standard, weeks) if weeks else (),
            gap=gap_to(history, plans, percent, use.activity) if weeks else None,
            flows=Flows(
                history.joined, history.stopped, history.otherwise, history.removal_percent, len(history.weeks)
            ),
            activity=use.activity,
            sessions_a_week=use.sessions_a_week,
            published=use.published,
            assumptions=assumptions_of(history, use, scenario, question.weeks, percent, facts.unknown_starts),
            backtest=backtest(facts.waits, history) if weeks else None,
            last_said=last_said(
                session, None if row is None else row.specialty_id, question.standard, on, (waiting, within)
            ),
        )
