"""What must be right before a letter may go on: one list for the page's checklist and for the refusal."""

from django.urls import reverse
from django.utils import timezone

from concern_cases.judged import judgement_told, standing_of
from concern_cases.models import Concern, ConcernCase, Evidence
from evaluation.models import Category
from letters.addressees import Addressee
from letters.check import Check, check, check_each
from letters.checks_copies import copies_check
from letters.checks_day import calendar_check, sending_day_check
from letters.checks_law import law_checks
from letters.checks_printing import enclosures_check, printing_check
from letters.checks_words import action_checks, numbered_words_check
from letters.differences import before_has_changed, ways_have_changed
from letters.enclosures import enclosures_of
from letters.kind_words import kind_check
from letters.ladder import why_unfit
from letters.models import Ground, Letter, LetterKind, Recipient
from letters.quoting import Records, added_since, heading_of, is_out_of_date, place_of, records_of
from letters.recipients import recipients_of
from letters.ways import why_no_email
from letters.wording import counted, listed, plain_day
from people.access import may
from record.errors import SeveralRules
from schools.permissions import Perm


def record_checks(kind: LetterKind, records: Records) -> list[Check]:
    """Whether the case's record bears a letter of that kind at all."""
    checks: list[Check] = []
    kept = " What is kept from the school can’t be quoted." if records.kept_from_school else ""
    if kind.needs_disagreement:
        found = records.disagreements
        checks.append(
            check(
                bool(found),
                yes="The school’s disagreement is on record",
                no=f"Record the school’s disagreement with the judgement: who said it, when, and where it "
                f"stands.{kept}",
                field="grounds",
                note=listed(plain_day(each.on) for each in found),
            )
        )
    if kind.needs_non_engagement:
        count = len(records.non_engagements)
        checks.append(
            check(
                bool(count),
                yes="Non-engagement is on record",
                no=f"Record at least one dated fact that shows the school not taking part.{kept}",
                field="grounds",
                note=counted(count, "dated fact"),
            )
        )
    if not kind.needs_matters:
        return checks
    checks.append(
        check(
            bool(records.concerns),
            yes="The concerns are on record",
            no=f"Record the concern that the letter is about, and share it with the school.{kept}",
            field="grounds",
            note=counted(len(records.concerns), "concern"),
        )
    )
    if kind.needs_evidence and records.concerns:
        checks += _evidence_check(records.concerns, records.evidence)
    return checks


def missing_records(case: ConcernCase, kind: LetterKind) -> list[str]:
    """What has to be recorded before a letter of that kind can be written: sentences that say what to do."""
    return [each.sentence for each in record_checks(kind, records_of(case)) if not each.ok]


def grounds_checks(letter: Letter) -> list[Check]:
    """Whether what the letter relies on bears it: asked when its records are chosen, and again later."""
    grounds = list(letter.grounds.with_records())
    on_record = records_of(letter.case) if letter.case else Records()
    quoted = _quoted(grounds, on_record)
    return [
        *record_checks(letter.kind, quoted),
        *(_fresh_check(grounds) if grounds else []),
        *_discussion_check(quoted.concerns),
        *_judged_again_check(quoted, on_record),
        *enclosures_check(letter),
    ]


def _quoted(grounds: list[Ground], on_record: Records) -> Records:
    return Records(
        concerns=[ground.concern for ground in grounds if ground.concern],
        evidence=[ground.evidence for ground in grounds if ground.evidence],
        judgements=[row for ground in grounds if (row := ground.category or ground.risk)],
        disagreements=[ground.disagreement for ground in grounds if ground.disagreement],
        non_engagements=[ground.non_engagement for ground in grounds if ground.non_engagement],
        kept_from_school=on_record.kept_from_school,
    )


def draft_checks(letter: Letter) -> list[Check]:
    """Everything that has to be right before the draft goes on to the legal check or the authorisation."""
    recipients = recipients_of(letter)
    checks = [
        *grounds_checks(letter),
        *action_checks(letter),
        *numbered_words_check(letter),
        *_school_check(letter),
        *law_checks(letter),
        *_ladder_check(letter),
        _addressee_check(recipients[0]),
        *_interests_check(letter, recipients),
        *copies_check(letter, recipients),
        *_email_check(letter, recipients),
        *calendar_check(letter),
        *printing_check(letter, recipients),
    ]
    if not letter.subject.strip():
        checks.append(Check(ok=False, sentence="Write the subject of the letter.", field="subject"))
    if letter.kind.yearly:
        checks.append(_category_check(letter))
    elif not letter.kind.needs_matters:
        said = bool(letter.body.strip())
        checks.append(check(said, yes="It says something", no="Write what the letter says.", field="body"))
    return checks


def authorisation_checks(letter: Letter) -> list[Check]:
    """Everything that has to be right before the letter may be authorised and given today."""
    checks = draft_checks(letter)
    if letter.tells_diocese:
        told = letter.diocese_told_at
        checks.append(
            check(
                told is not None,
                yes="The diocese was told",
                no=f"Tell the {letter.school.diocese} first that the letter is being prepared.",
                field="diocese",
                note=plain_day(timezone.localdate(told)) if told else "",
            )
        )
    if letter.kind.needs_legal_check:
        checks.append(
            check(
                letter.law_checked_at is not None,
                yes="The legal check agreed",
                no="The legal check has to agree first.",
                field="law_check",
                note=str(letter.law_checked_by or ""),
            )
        )
    else:
        checks.append(Check(ok=True, sentence="No legal check", note="letters of this kind go without one"))
    return [*checks, *kind_check(letter), *_added_check(letter), sending_day_check(letter)]


def _added_check(letter: Letter) -> list[Check]:
    """What was added to the case since the letter was sent on: for whoever authorises it to know."""
    checks = []
    new = added_since(letter, letter.submitted_at) if letter.submitted_at else []
    if new:
        note = f"{listed(heading_of(each) for each in new)}. The letter does not rely on it."
        added = "Added to the case since it was sent on"
        checks.append(Check(ok=True, sentence=added, note=note, to_be_known=True))
    if before_has_changed(letter):
        note = "Read that table in the letter again."
        changed = "What was done before has changed since it was sent on"
        checks.append(Check(ok=True, sentence=changed, note=note, to_be_known=True))
    if ways_have_changed(letter):
        note = "See under “Who receives it”."
        changed = "How it goes was changed since it was sent on"
        checks.append(Check(ok=True, sentence=changed, note=note, to_be_known=True))
    return checks


def refuse_unless(checks: list[Check]) -> None:
    """Nothing, if all is right; otherwise RuleError with everything that is not, each with its own field."""
    wrong = [each for each in checks if not each.ok]
    if wrong:
        raise SeveralRules([(each.field or None, each.sentence) for each in wrong])


def _evidence_check(concerns: list[Concern], evidence: list[Evidence]) -> list[Check]:
    bare = [
        (place_of(each), f"Add evidence that the school can see for the concern “{each.area}”.")
        for each in concerns
        if not any(item.concern_id == each.pk for item in evidence)
    ]
    return check_each(bare, yes="Evidence for each concern", note=counted(len(evidence), "record"))


def _fresh_check(grounds: list[Ground]) -> list[Check]:
    old = [
        (
            place_of(ground.record),
            f"The record behind paragraph {ground.number} was changed after the paragraph was written. "
            "Choose the records again and check the words.",
        )
        for ground in grounds
        if is_out_of_date(ground)
    ]
    right = "The paragraphs say what the records say today"
    return check_each(old, yes=right, note=counted(len(grounds), "paragraph"))


def _discussion_check(concerns: list[Concern]) -> list[Check]:
    """Never a surprise: each concern was discussed with the head, or it is on record why not."""
    if not concerns:
        return []
    days = sorted({each.discussed_on for each in concerns if each.discussed_on})
    without = [each for each in concerns if not each.discussed_on]
    note = f"talked about on {listed(map(plain_day, days))}" if days else ""
    if without:
        why = without[0].not_discussed_why
        note = f"{note}; {counted(len(without), 'concern')} not discussed: {why}".removeprefix("; ")
    return [Check(ok=True, sentence="Never a surprise", note=note)]


def _judged_again_check(quoted: Records, on_record: Records) -> list[Check]:
    """Which quoted judgements no longer stand, where the one that does is not quoted."""
    stands = {type(row): row for row in standing_of(on_record.judgements)}
    again = [stands[type(row)] for row in quoted.judgements if stands.get(type(row)) not in quoted.judgements]
    if not again:
        return []
    told = listed(f"{plain_day(row.on)}: {judgement_told(row)}" for row in dict.fromkeys(again))
    sentence = "Judged again since, and the letter quotes the earlier judgement alone"
    return [Check(ok=True, sentence=sentence, note=told.rstrip("."), to_be_known=True)]


def _category_check(letter: Letter) -> Check:
    """The category that the letter tells is still the school's, and says which support is available."""
    now = Category.objects.current().filter(school=letter.school).first()
    told = letter.category
    if told is None or now is None or now.pk != told.pk:
        return Check(
            ok=False,
            sentence="The category has changed since the letter was prepared. Withdraw it, and prepare it "
            "again.",
        )
    return check(
        bool(letter.kind.by_category.get(told.category.code)),
        yes="It tells the category of today",
        no=f"Nothing says which support is available to a school that is {str(told.category).lower()}.",
        note=str(told.category),
    )


def _school_check(letter: Letter) -> list[Check]:
    """The school is still one that can be given it: a notice that ends a letter goes to whoever got that."""
    if letter.kind.ends_as:
        return []
    unfit = why_unfit(letter.kind, letter.school)
    if letter.kind.statutory:
        letters = reverse("letters:case", args=[letter.case.reference]) if letter.case else ""
        yes = "The school is one that a notice can be given to"
        return [check(not unfit, yes=yes, no=unfit, field="kind", url=letters)]
    return [Check(ok=False, sentence=unfit, field="kind")] if unfit else []


def _ladder_check(letter: Letter) -> list[Check]:
    if letter.follows:
        given = plain_day(letter.follows.given_on) if letter.follows.given_on else ""
        return [Check(ok=True, sentence=f"{letter.follows.kind} came first", note=given)]
    if letter.skips_rung_why:
        return [
            Check(ok=True, sentence="The step before is left out, with a reason", note=letter.skips_rung_why)
        ]
    return []


def _email_check(letter: Letter, recipients: list[Addressee]) -> list[Check]:
    """What it encloses can go by e-mail, where somebody is to get it so: told only where it can't."""
    why = why_no_email(recipients, lambda: enclosures_of(letter))
    return [Check(ok=False, sentence=why, field="recipients")] if why else []


def _addressee_check(addressee: Addressee) -> Check:
    if addressee.name:
        return Check(ok=True, sentence="The addressee is in post", note=addressee.described)
    return Check(
        ok=True, sentence="The addressee is written to by the post alone", note="nobody is on record by name"
    )


def _interests_check(letter: Letter, recipients: list[Addressee]) -> list[Check]:
    """For whoever writes and authorises to know: a chair who works for the council is on both sides."""
    chairs = [each.user for each in recipients if each.received_as == Recipient.As.CHAIR and each.user]
    return [
        Check(
            ok=True,
            sentence="The chair of governors works for the council, too",
            note=f"{chair} can read the council’s side of the case here, and answers for the school, "
            "and so can’t check, authorise or assess the letter.",
            to_be_known=True,
        )
        for chair in chairs
        if may(chair, Perm.READ_LA, letter.school)
    ]
