"""Sentences on the effect of each event on the clock, for a clerk to read out to a patient, with the rule behind each.

`{day}` is the day of the event; the caller fills in other words in braces. The modules that handle the events choose
the sentence.
"""

from __future__ import annotations

from enum import Enum

Sentence = Enum(
    "Sentence",
    {
        # Starts
        "STARTED_BY_LETTER": ("R-100", "We received your referral on {day}; your 18-week wait counts from that day."),
        "STARTED_BY_CALL": ("R-100", "You were referred by phone on {day}; your 18-week wait counts from that day."),
        "LETTER_AFTER_CALL": (
            "R-100",
            "The letter that followed the phone call came on {day}; your wait counts from the day of the letter.",
        ),
        "KEYED": ("R-100", "Your referral was entered on {day}; the wait counts from the day we received it."),
        "STARTED_BY_BOOKING": (
            "R-101",
            "You used your booking reference on {day}; your 18-week wait counts from then.",
        ),
        "REQUEST_ONLY": (
            "R-101",
            "Your GP made the request on {day}; the wait counts from the day the reference is used to book.",
        ),
        "REFERRAL_RETURNED": (
            "R-101",
            "The hospital returned the referral on {day}; the wait goes on from its first day if you are "
            "referred again with the same booking reference.",
        ),
        "GRADED": ("R-214", "On {day} {who} graded the referral: {outcome}{proof}."),
        "PRIORITY_CHANGED": ("RULES 13.22", "On {day} {who} changed the priority from {before} to {after}{proof}."),
        "PRIORITY_CONFIRMED": (
            "R-402",
            "On {day} {who} confirmed that the priority is {priority}; the referral says “{said}”.",
        ),
        "STARTED_AT_SINGLE_POINT": (
            "RULES 13.29",
            "The single point of access received your request on {day}; your 18-week wait counts from that day.",
        ),
        "SINGLE_POINT_ONLY": (
            "RULES 13.29",
            "The single point of access received your request on {day}; the wait counts from the day we receive it.",
        ),
        "OWN_CONDITION": (
            "RULES 13.27",
            "On {day} it was confirmed that this is another condition than the other open pathway's.",
        ),
        "TOLD": ("RULES 13.29", "On {day} the {who} was told{how}: {what}."),
        "REDIRECTED": ("RULES 13.18", "On {day} {who} redirected the referral to {where}{proof}."),
        "DEATH_CONFIRMED": ("RULES 13.24", "On {day} it was recorded that the patient died on {died}{proof}."),
        "DEATH_REFUTED": (
            "RULES 13.24",
            "Word of a death was refuted on {day}: the patient is alive, says {who}{proof}.",
        ),
        "STARTED_BY_SLOT_ISSUE": (
            "R-102",
            "No appointment was free on {day}, so we were asked to ring you; your 18-week wait counts from that day.",
        ),
        "STARTED_AT_INTERFACE": (
            "R-103",
            "The first service received your referral on {day}; your 18-week wait counts from that day.",
        ),
        "START_PASSED_ON": (
            "R-103",
            "Your referral was passed on with its first day, {start}; the wait counts from it.",
        ),
        "ALREADY_COUNTING": ("R-101", "Another referral came on {day}; your wait already counts from {start}."),
        "TRANSFER_KEEPS_START": (
            "R-104",
            "You were passed to us on {day}; your wait goes on counting from its first day, {start}.",
        ),
        "START_UNKNOWN": (
            "R-173",
            "Nobody has told us when your wait began; we keep you on the list and are finding out.",
        ),
        "SELF_REFERRED": (
            "R-105",
            "You referred yourself on {day}; the wait counts from then once a clinician agrees.",
        ),
        "SELF_REFERRAL_NOT_OPEN": ("R-105", "This service does not take self-referrals, so no 18-week wait began."),
        "SELF_REFERRAL_RATIFIED": ("R-105", "A clinician agreed to your self-referral; your wait counts from {start}."),
        "NOT_CONSULTANT_LED": ("R-106", "This service is not led by a consultant, so the 18-week wait does not apply."),
        "PRIVATE_CARE": ("R-106", "This is private care, so the 18-week wait does not apply."),
        "DIRECT_TEST": ("R-106", "Your GP asked for a test only, so no 18-week wait began."),
        "EMERGENCY": ("R-106", "You came in as an emergency on {day}; that does not start an 18-week wait."),
        "ADVICE_ONLY": ("R-266", "Your GP asked for advice on {day}; that is not a referral and starts no wait."),
        "RECORDED_IN_ERROR": (
            "R-305",
            "On {day} it was found that no 18-week wait should have been counted here; it is taken out of the count.",
        ),
        "GOES_ON_ELSEWHERE": (
            "R-305",
            "On {day} this was found to be a duplicate; the wait goes on in pathway {pathway}.",
        ),
        "GOES_ON_HERE": (
            "R-305",
            "On {day} pathway {pathway} was found to be a duplicate and goes on here{who}{proof}.",
        ),
        "DUPLICATE_TAKEN_BACK": (
            "RULES 13.25",
            "On {day} what pathway {pathway} had brought here was taken back: the records of two people had been "
            "joined; {who}.",
        ),
        "DUPLICATE_OPENED_AGAIN": (
            "RULES 13.25",
            "On {day} this was opened again, which had been closed as a duplicate of pathway {pathway}: the records of "
            "two people had been joined; {who}.",
        ),
        "SERVICE_CORRECTED": ("R-106", "The service is led by a consultant after all; your wait counts from {start}."),
        "SECOND_SIDE": ("R-107", "You were ready for the second side on {day}; a wait of its own began that day."),
        "SECOND_SIDE_WHILE_RUNNING": (
            "R-107",
            "You were ready for the second side on {day} while another wait still runs; it needs its own pathway.",
        ),
        "NEW_TREATMENT": ("R-108", "A new treatment was agreed on {day}; a new 18-week wait began that day."),
        "ELECTIVE_DECISION": ("R-106", "Planned treatment was agreed on {day}; an 18-week wait began that day."),
        "WITHIN_CARE_PLAN": ("R-108", "This belongs to the care you already have, so no new wait began."),
        "DECISION_IN_THE_WAIT": ("R-120", "Treatment was decided on {day}; the wait goes on until it begins."),
        "DECISION_NOT_TOLD": (
            "R-161",
            "Treatment was decided on {day}, but nobody has recorded telling you; no new wait has begun yet.",
        ),
        "SAME_CONDITION": ("R-109", "One consultant asked another about the same condition; your wait simply goes on."),
        "SEPARATE_CONDITION": (
            "R-109",
            "You were referred on for a separate condition; that has a wait of its own, and this one needs an outcome.",
        ),
        "NEW_PATHWAY_RECEIVED": (
            "R-109",
            "The referral for the separate condition came on {day}; its wait began then.",
        ),
        "RE_REFERRED": ("R-110", "You were referred again on {day}; a new 18-week wait began that day."),
        "WRONG_CLINIC": ("R-111", "You were booked into the wrong clinic; putting that right changes nothing."),
        "REFERRED_ON_AFTER_STOP": (
            "R-109",
            "One consultant asked another on {day}; the wait is over, and a new one needs a decision to treat.",
        ),
        # Being seen
        "SEEN": ("R-114", "You were seen on {day}; the wait goes on until treatment begins or a decision ends it."),
        "TESTED": (
            "R-114",
            "Your test was done on {day}; the wait goes on until treatment begins or a decision ends it.",
        ),
        "SEEN_STATUS_UNKNOWN": (
            "R-112",
            "You were seen on {day}; what came of it is not recorded yet, so the wait runs.",
        ),
        "SEEN_AFTERWARDS": ("R-120", "You were seen on {day}, after the wait had ended; that starts no new one."),
        "SEEN_WITHOUT_REFERRAL": ("R-173", "You were seen on {day}, but we do not know when the wait began; we ask."),
        "REBOOKED_UNKNOWN": (
            "R-151",
            "You were seen on {day}; a new wait began when you got in touch, and we do not know when that was.",
        ),
        "SEEN_ON_MONITORING": ("R-162", "You were seen on {day} while being monitored; that starts no new wait."),
        "SEEN_OUTSIDE": ("R-106", "You were seen on {day}; the 18-week wait does not apply to it."),
        "OWN_PATHWAY": ("R-109", "What you were seen for on {day} is a separate condition with its own pathway."),
        "INTENDED_ONLY": ("R-191", "This is only what was intended at booking; the wait follows what really happened."),
        "TESTED_ONLY": ("R-121", "You were admitted on {day} for a test; the wait goes on."),
        "NOT_TREATED": ("R-121", "You were admitted on {day} and could not be treated; the wait goes on."),
        "ADMISSION_UNDONE": (
            "R-121",
            "You were admitted on {day}, but the treatment was called off; the wait goes on.",
        ),
        "TREATMENT_CALLED_OFF": (
            "R-121",
            "The treatment was called off on {day}; the admission does not end the wait.",
        ),
        "PROCEDURE_FOR_TEST": ("R-121", "The procedure on {day} was a test and no treatment; the wait goes on."),
        "NOT_FIRST_TREATMENT": ("R-122", "This prepares for treatment and is not treatment yet; the wait goes on."),
        "PROCEDURE_UNCLEAR": (
            "R-121",
            "A procedure was done on {day}; until a clinician records that it was treatment, the wait goes on.",
        ),
        # Missed appointments
        "NULLIFIED": (
            "R-150",
            "You did not come to your first appointment on {day}, so that wait is not counted; ringing us starts anew.",
        ),
        "NULLIFIED_AGAIN": (
            "R-154",
            "You did not come to the first appointment again on {day}; by our policy this wait is not counted either.",
        ),
        "NOT_CLEARLY_TOLD": (
            "R-150",
            "You missed your appointment on {day}, but we can't show that you clearly knew of it; your wait goes on.",
        ),
        "NOT_FIRST_APPOINTMENT": ("R-152", "You missed an appointment on {day}; your wait goes on."),
        "CHILD_NOT_BROUGHT": (
            "R-224",
            "Your child was not brought on {day}; the wait goes on, and we look at how we can help you come.",
        ),
        "MISSED_AFTER_REBOOKING": ("R-154", "You missed the rebooked appointment on {day}; your wait goes on."),
        "CANCER_NOT_NULLIFIED": (
            "R-153",
            "You missed your appointment on {day}; as cancer is to be ruled out, your wait goes on and we ring you "
            "the same day.",
        ),
        "RECORDED_AS_RUNNING": ("R-191", "You missed your appointment on {day}; your wait was recorded as going on."),
        "MISSED_AFTERWARDS": ("R-152", "You missed an appointment on {day}, after the wait had ended."),
        "TOO_LATE": ("R-155", "You came too late to be seen on {day}; we offer a new date and your wait goes on."),
        "TOO_LATE_NULLIFIED": (
            "R-155",
            "You came too late to be seen on {day}; by our policy that wait is not counted, and a new date starts one.",
        ),
        "REBOOKING_STARTS": ("R-151", "You got in touch on {day}; a new 18-week wait began that day."),
        "REOFFER_STARTS": (
            "R-151",
            "A clinician decided on {day} to offer you another date; a new wait began that day.",
        ),
        "CONTACT_CHANGES_NOTHING": ("R-151", "We spoke about a new date on {day}; your wait goes on as it was."),
        "CONTACT_OUTSIDE": ("R-151", "We spoke about a new date on {day}; no wait runs."),
        "REOFFER_CHANGES_NOTHING": (
            "R-151",
            "A clinician decided on {day} to offer you another date; your wait goes on as it was.",
        ),
        "REOFFER_OUTSIDE": ("R-151", "A clinician decided on {day} to offer you another date; no wait runs."),
        # Choice
        "CANCELLED_BY_PATIENT": ("R-140", "You cancelled or moved an appointment on {day}; your wait goes on."),
        "CANCELLED_BY_HOSPITAL": ("R-143", "We cancelled or moved an appointment on {day}; your wait goes on."),
        "BOOKED": ("R-140", "A date was booked on {day}; booking does not change the wait."),
        "OFFERED": ("R-203", "A date was offered on {day}; an offer does not change the wait."),
        "DECLINED": ("R-164", "You declined a date on {day}; your wait goes on."),
        "DECLINED_ELSEWHERE": ("R-144", "You declined an earlier date with another team; your wait goes on."),
        "UNAVAILABLE": ("R-132", "You told us when you can't come; nothing is taken off your wait."),
        "ASKED_FOR_DELAY": ("R-166", "You asked to wait; your wait goes on meanwhile."),
        "THINKING": ("R-163", "You are taking time to think; your wait goes on meanwhile."),
        "AFTER_THE_WAIT": ("R-140", "This was on {day}, outside a wait; it changes nothing."),
        # Stops
        "TREATED": ("R-120", "Your treatment began on {day}; that ended the wait."),
        "ADMITTED": ("R-121", "You were admitted for treatment on {day}; that ended the wait."),
        "CALLED_OFF": ("R-121", "Your procedure or test was called off on {day}; your wait goes on."),
        "RESULT_BACK": ("R-121", "The result of your test came back on {day}; your wait goes on."),
        "FITTED": ("R-122", "Your device was fitted on {day}; that ended the wait."),
        "TREATED_AFTERWARDS": ("R-120", "Treatment was given on {day}; the wait had already ended."),
        "TREATED_WITHOUT_CLOCK": ("R-120", "Treatment was given on {day}; no 18-week wait was counting then."),
        "NO_START_BEFORE": ("R-309", "This is dated before any wait began; check its date and the referral's date."),
        "TRANSPLANT_LISTED": (
            "R-123",
            "You were told on {day} that you are on the transplant list; that ended the wait. You are not discharged.",
        ),
        "TRANSPLANT_NOT_MATCHED": ("R-123", "The transplant listing is not for a match, so the wait goes on."),
        "TREATED_ELSEWHERE": (
            "R-124",
            "You were told on {day} that your wait here ends, because you were treated elsewhere; that ended the wait.",
        ),
        "NOT_ACCEPTED": ("R-124", "You were told on {day} that your referral is not accepted; that ended the wait."),
        "NOT_TREATING": ("R-124", "You were told on {day} that no treatment is needed; that ended the wait."),
        "DISCHARGED": ("R-124", "You were returned to your GP's care on {day} by a clinician; that ended the wait."),
        "DISCHARGED_AFTER_DNA": (
            "R-152",
            "After the missed appointment a clinician returned you to your GP's care; the wait ended on {stop}.",
        ),
        "DECLINED_TREATMENT": ("R-124", "You declined the treatment on {day}; that ended the wait."),
        "DIED": ("R-124", "The patient died on {day}; the wait ended that day."),
        "MONITORED": ("R-160", "Active monitoring was agreed with you on {day}; that ended the wait."),
        "CLOSED_WITHOUT_CLOCK": ("R-124", "This was decided on {day}; no wait was counting then."),
        "DECISION_TOLD": ("R-124", "You were told on {day} what had been decided; that ended the wait."),
        "NOTHING_TO_TELL": ("R-124", "You were told of a decision on {day}; the wait had nothing left to end."),
        # After a stop
        "READY_AGAIN": (
            "R-165",
            "You were ready again on {day}; a new wait began, and you keep your position on the list, "
            "with {days} from before.",
        ),
        "READY_WHILE_RUNNING": ("R-165", "You are ready to go on; your wait was counting already."),
        "READY_WITHOUT_MONITORING": ("R-161", "You were ready to go on from {day}; a new 18-week wait began that day."),
        "MONITORING_ENDED": ("R-161", "Treatment was agreed on {day} after monitoring; a new wait began at zero."),
        "DECIDED_AFTER_CHOICE": (
            "R-165",
            "Treatment was agreed on {day}; a new wait began, and you keep your position on the list, "
            "with {days} from before.",
        ),
        "PLANNED": ("R-170", "You were put on the planned list; its date counts and no 18-week wait runs."),
        "PLANNED_FOR": (
            "R-170",
            "You were put on the planned list for {due}; that date counts and no 18-week wait runs.",
        ),
        "PLANNED_ANEW": (
            "R-170",
            "Your planned date of {was} became {due}; that date counts and no 18-week wait runs.",
        ),
        "PLANNED_OVERDUE": (
            "R-170",
            "Your planned treatment was due on {day} and is late; an 18-week wait began then.",
        ),
        "PLANNED_LATE_IN_A_WAIT": (
            "R-170",
            "Your planned treatment was due on {day} and is late; your 18-week wait was counting already.",
        ),
        "PLANNED_WHILE_RUNNING": (
            "R-170",
            "A planned date was given on {day} while the 18-week wait runs; the wait goes on all the same.",
        ),
        "PLANNED_TEST_OVERDUE": ("R-170", "Your planned test was due on {day}; it has the six-week wait for tests."),
        "FOLLOW_UP_LISTED": ("R-171", "You were put on the follow-up list; no 18-week wait runs for it."),
        "FOLLOW_UP_OVERDUE": ("R-171", "Your follow-up was due on {day} and is late; no 18-week wait runs for it."),
        "PIFU": ("R-180", "You can ask for a follow-up yourself when you need one; no 18-week wait runs for it."),
        "PIFU_CONTACT": ("R-180", "You asked for a follow-up on {day}; that starts no 18-week wait."),
        "PIFU_ENDED": ("R-180", "The time in which you could ask for a follow-up ended on {day}."),
        "NEED_ENDED": (
            "R-170",
            "Your position on the list ended on {day}: {reason}; no 18-week wait was counting then.",
        ),
        "REVIEWED": ("R-204", "A clinician looked at your wait on {day}; that alone does not change it."),
        # Transfers
        "PASSED_ON": ("R-172", "Another hospital took over your care on {day}; your wait goes on with its first day."),
        "SENT_FOR_TEST": ("R-172", "You were sent elsewhere for a test or an opinion; your wait stays with us."),
        "PASSED_BACK": ("R-172", "You came back to us on {day}; your wait goes on with its first day."),
        # Cancer and the rest
        "TOLD_CANCER": (
            "R-501",
            "You were told on {day} that it is cancer; the 28 days end with that, and the 18-week wait stays as it is.",
        ),
        "TOLD_NO_CANCER": (
            "R-501",
            "You were told on {day} that it is not cancer; the waits for cancer end, the 18-week wait stays as it is.",
        ),
        "INTERVAL_SCANNING": (
            "R-501",
            "Scans at intervals were agreed on {day}; the waits for cancer end, the 18-week wait stays as it is.",
        ),
        "EXCLUDED_FROM_28_DAYS": (
            "R-501",
            "The 28-day standard was found not to apply on {day}; the other waits go on.",
        ),
        "EXCLUDED_FROM_ALL": (
            "R-501",
            "The cancer standards were found not to apply on {day}; the waits for cancer end, the 18-week wait stays.",
        ),
        "CLOSURE_TAKEN_BACK": (
            "R-113",
            'On {day} it was found that "{what}" was recorded in error; your wait goes on as before. {who}.',
        ),
        "MILESTONE_WITHDRAWN": (
            "R-113",
            'On {day} it was found that "{what}"{of} was recorded in error; it counts for nothing. {who}.',
        ),
        "CORRECTION_ASKED": (
            "RULES 13.25",
            "On {day} {who} asked {asked}; a second person decides, and until then it counts as before{proof}.",
        ),
        "CORRECTION_REFUSED": ("RULES 13.25", "On {day} {who} refused {asked}{proof}."),
        "UPGRADED": ("R-505", "A consultant upgraded your referral on {day}; the 62 days count from then."),
        "STILL_TO_COME": ("R-113", "This is dated {day}, after the day that was asked about; it does not count yet."),
        "AFTER_DEATH": (
            "RULES 1.8",
            "This is dated after the death; it changes nothing, and what is booked is cancelled.",
        ),
        # Rejections
        "NOT_BY_A_CLERK": (
            "R-125",
            "Only a clinician or the patient can end the wait, and neither is recorded; record who decided.",
        ),
        "CANCELLATIONS_ALONE": (
            "R-142",
            "A number of cancellations never ends a wait; only a clinician's decision for this patient does.",
        ),
        "DISCHARGE_CONDITIONS": ("R-152", "A discharge after a missed appointment is not valid: {missing}."),
        "SAFEGUARDING_FIRST": (
            "R-224",
            "This patient is protected from routine discharge: record the safeguarding check and the clinician.",
        ),
        "CANCER_CANCELLATIONS": ("R-226", "A suspected-cancer referral is never returned for cancellations alone."),
        "GP_FIRST": ("R-225", "A suspected-cancer patient is not discharged before the GP has been told."),
        "NOT_COMMUNICATED": (
            "R-124",
            "Decided but not told to the patient: the wait runs until the day they are told.",
        ),
        "NOT_AGREED": ("R-160", "Active monitoring needs the patient's agreement; until then the wait runs."),
        "MONITORING_TOO_SHORT": ("R-160", "A test or treatment is due within days, so this is not active monitoring."),
        "MONITORING_WITHOUT_OFFERS": (
            "R-164",
            "Active monitoring for declined dates needs two reasonable offers, at most {within} apart.",
        ),
        "MONITORING_FOR_ABSENCE": (
            "R-164",
            "The time away is too short: two reasonable dates could not have fallen inside it.",
        ),
        "CODE_NOT_CLEARLY_TOLD": (
            "R-150",
            "Status 33 needs an appointment that was clearly communicated; that can't be shown here.",
        ),
        "CODE_NOT_FIRST": ("R-152", "Status 33 is for the first appointment of a referral only; use 20."),
        "CODE_CANCER": ("R-153", "Status 33 is not used for suspected cancer; use 20 until a clinician decides."),
        "CODE_ON_CANCELLATION": ("R-190", "A cancellation does not end a wait; record the decision that does."),
        "CODE_NOT_TREATMENT": (
            "R-122",
            "Status {code} does not fit this event, which is not first definitive treatment.",
        ),
        "CODE_NOT_ADMINISTRATIVE": (
            "R-124",
            "Outside an appointment only codes 30, 31, 32, 34, 35 and 36 can be used.",
        ),
        "CODE_REFUSED": ("RULES 1.8", "Status {code} can't be used here: {reason}."),
        # Warnings
        "CODE_ODD": ("RULES 1.8", "Status {code} is unusual here: {reason}."),
        "CODE_OUTSIDE": (
            "R-106",
            "Status {code} says that no 18-week wait applies here, and one runs; please check which of them is wrong.",
        ),
        "SEEN_BEFORE_REFERRAL": (
            "R-100",
            "The patient was seen before this referral came, on {day}; please check.",
        ),
        "TOLD_NOT_RECORDED": ("R-125", "Nobody recorded how and when the patient was told; please add it."),
        "SHOULD_BE_33": ("R-190", "A first appointment that was clearly communicated and missed is usually status 33."),
        "START_OVERLAPS": ("R-174", "The start given lies before the end of the last wait; that end counts instead."),
        "START_IN_FUTURE": ("R-113", "The start given lies after the event; the day of the event counts instead."),
        "START_DIFFERS": ("R-104", "Another start, {other}, was passed on; the earlier one counts. Please check."),
        "NO_RECEIPT": ("R-105", "The day on which the self-referral came is not recorded; please find out."),
        "CANCEL_FUTURE": ("RULES 1.8", "The patient has died; cancel the appointment that is still booked."),
        "STOP_UNKNOWN_ELECTIVE": ("R-108", "Record status 11 if this is a treatment outside the agreed care plan."),
        "TWO_DEATHS": ("R-124", "Two different days of death are recorded; the earlier one counts. Please check."),
        "PLANNED_AS_NEW": ("R-109", "Status 12 is for a new pathway; record the referral under a pathway of its own."),
        "LONG_THINKING": (
            "R-163",
            "So long a time to think is active monitoring, if a clinician and the patient agree.",
        ),
        "NO_CONVERSATION": (
            "R-164",
            "No clinical conversation went before the monitoring; please check with the clinic.",
        ),
        "ASK_WHEN_IN_TOUCH": ("R-151", "Nobody recorded when the patient got in touch to rebook; please find out."),
        "PLANNED_LATER": (
            "R-170",
            "Only a clinician moves a planned date to a later one, and none is recorded; {due} stands.",
        ),
        "ORIGINAL_NEEDS_OUTCOME": ("R-109", "The original pathway needs an outcome too."),
    },
)
"""A rule and its sentence; the value is the number of the rule and the words."""


def rule_of(sentence: Sentence) -> str:
    """Return the number of the rule behind a sentence, such as `R-150`."""
    rule, _ = sentence.value
    return str(rule)


def words_of(sentence: Sentence) -> str:
    """Return the sentence, with its gaps unfilled."""
    _, words = sentence.value
    return str(words)
