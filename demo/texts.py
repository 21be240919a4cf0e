"""Sentences of the county's cases that belong to no one matter. Factual in tone, nothing about a person's capability."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Support:
    """What the LA does for a school beside the school's own work, and what came of it."""

    action: str
    measure: str
    outcome: str


SUPPORT = [
    Support(
        "Work with the leading teacher for mathematics on two mornings",
        "The plans of both weeks afterwards set different tasks",
        "The leading teacher came on two mornings. Planning is now shared between classes.",
    ),
    Support(
        "Read the school’s self-evaluation with the head and the chair of governors",
        "A revised self-evaluation whose judgements the SIP can agree with",
        "It was read line by line, and three judgements were changed.",
    ),
    Support(
        "See four lessons together with the head",
        "The notes of both agree on at least three of four",
        "Four lessons were seen. Head and SIP agreed on all but one.",
    ),
    Support(
        "Find a partner school and arrange two visits there",
        "Two visits, each with a note of what is taken over",
        "A partner school was found, and both visits were made.",
    ),
    Support(
        "Read the data summary with governors, on one evening",
        "At least half of the governors come, and their next minutes have questions about standards",
        "Seven governors came. Their next minutes have three questions about standards.",
    ),
    Support(
        "Moderate ten pieces of writing with two other schools",
        "The assessments of at least eight pieces agree",
        "Nine of ten pieces were assessed alike.",
    ),
]
JOINT_OBSERVATION = Support(
    "See four lessons together with the head, to come to one view of teaching",
    "The notes of both agree on at least three of four",
    "",  # the school calls it off
)
OFFER = Support(
    "Offer the school two mornings with a leading teacher",
    "The school has two dates to choose from",
    "Two dates were offered in writing. The school took up neither.",
)

# What conferences say, by their place in the case: the first, the second and so on.
PURPOSES = (
    "To read the evidence together and agree what comes first.",
    "To see what came of the first actions and agree the next.",
    "To review the evidence of impact and agree what comes next.",
)
TEACHING = (
    "Planning is shared between classes in two subjects; elsewhere each class is planned by itself.",
    "Two lessons were better than at the visit before. Pupils knew what they were to learn.",
    "Most lessons have tasks for different groups; the ablest often finish early.",
    "Teachers watch each other teach once a half-term and talk about it afterwards.",
    "The better practice of the year has held, with two new colleagues as well.",
)
LEADERSHIP = (
    "The priorities are divided between the head and the senior leaders, with a name for each.",
    "Leaders could say from their own checks what has changed.",
    "Governors asked what each action cost and what it brought.",
    "The school’s own view of itself and that of the SIP agree in all areas but one.",
    "Leaders set the next targets themselves, before they were asked.",
)
REASONS = (
    "The evidence is agreed and the first actions are clear. It is too soon to speak of impact.",
    "There is progress in teaching; results have yet to follow.",
    "Two of the three priorities have moved. The third is the work of the coming months.",
    "Progress holds. The next results will show whether the school can do with less support.",
    "What was begun has become routine in most classes, and the plan has still to reach the others.",
)
RISK_REASONS = (
    "The evidence was read together for the first time; nothing in it changes the judgement.",
    "The work has begun, and results have yet to follow.",
    "Progress is steady in two priorities and slow in the third.",
    "Progress holds, and depends on support from outside.",
    "Progress holds; fewer people have to be asked for it than a year ago.",
)
RISK_STAYS, RISK_CHANGES = (
    "The risk of failing to improve stays {level}.",
    "The risk of failing to improve is now {level}.",
)

# Of a case that ends well: the conference before the last, and the last.
MET_ONCE = "The criteria were met for the first time. If they are met again, the case can be closed."
MET_TWICE = "The criteria were met for the second time, and leaders keep up by themselves what was begun."
RISK_BEGINS_TO_FALL = "The criteria are met for the first time, with support from outside."
RISK_FALLS = "The criteria are met, and what was begun is kept up without support from outside."
CLOSED = "The case was closed on this day."
BETTER = "Results, pupils’ progress and the SIP’s visits, read with the head when the case was to be closed."

# Of a case in which the school disagrees and does not take part.
DISPUTED_PURPOSE = "To read the evidence together and look for a common view of it."
DISPUTED_FIRST = (
    "The school does not share the judgement. Two actions were agreed that can be begun all the same."
)
DISPUTED_SINCE = "The school keeps to its view. One more action was agreed, and support is offered once more."
DISPUTED_LAST = (
    "The school disagrees with the SIP’s judgement and has not taken part in what was agreed, although the "
    "evidence for each judgement was shared with it."
)
DISPUTED_LEADERSHIP = (
    "The chair of governors said why the school does not share the SIP’s judgement.",
    "The chair of governors repeated that the school does not share the SIP’s judgement.",
    "The chair of governors said that nothing has changed in the school’s view.",
)
DISPUTED_VISITS = (
    "The head was met. What was agreed had not been begun, and no lesson could be seen.",
    "No lesson could be seen on this visit either. What was agreed at the last conference had not been begun.",
)
LAST_VISIT = "Lessons, books and the notes of leaders’ checks were seen. What was agreed goes on without being asked for."
LATE_VISIT = "What was agreed has been begun with some of the pupils. It is too early to see an effect."
DISPUTED_RISK = "What was agreed was not begun, so that nothing has changed."
SCHOOL_SAYS = (
    "The school considers itself satisfactory with good capacity to improve. In its view the results come from "
    "the size of the cohorts."
)
CALLED_OFF = (
    "Four lessons were to be seen together on this day, as agreed at the case conference of {agreed}. The school "
    "called it off on the day before. Two requests for another day were not answered."
)
NOT_BEGUN = "What was agreed has not been begun, so that there is nothing new to see."
NOT_DONE = "“{what}”, agreed at the case conference of {agreed} and due on {due}, was not begun."
DROPPED = "The school called it off and agreed to no other day."
MOVED = "Begun, not finished: two members of staff were away."

OBSERVATION_ASKED = (
    "Agree dates with the SIP on which lessons are seen together, and keep them.",
    "Four lessons seen together; a date that is missed is replaced within five working days.",
)
ANSWERS = (
    "We have agreed two mornings with the School Improvement Partner, both before the date that you give.",
    "This has begun. The head reports on it at our next meeting, and you will have that report.",
    "The governing body has asked the head for a plan by the end of the month. Two governors will follow it.",
)

# Letters.
HALF_DONE = (
    "We have not been able to agree a day on which lessons are seen together.",
    "The head will bring a paper to our meeting next term.",
    "We shall discuss it when the head’s paper is there.",
)
NOT_MET = (
    "No lesson has been seen together, and neither of the other two actions has been begun. The answer names no "
    "day by which they will be."
)
MAIL_CAME_BACK = "The mailbox is full, and the message was not delivered."
QUESTION = (
    "Two of our governors work in the mornings. Can one of the lessons be seen in an afternoon instead, and does "
    "that count for what you ask?"
)
CONCERN_ANSWERS = (
    "We agreed this with the head at our last meeting and begin in the coming week.",
    "One governor will see the work with the head each half-term and report to us.",
)
MET = "Both actions were carried out. The School Improvement Partner has seen the work and the governors’ minutes."
MORE_TIME_ASKED = (
    "Our deputy head, who looks after this, is away for some weeks. May we answer when she is back? We have begun "
    "the first action all the same."
)
MORE_TIME_ANSWER = "Yes. You get a letter that names the new day. Thank you for beginning already."
MORE_TIME_WHY = "The governing body asked for it, and the first action has begun."
WITHDRAWN_WHY = (
    "One of the records on which the letter rests was about another year group than we took it to be. We have put "
    "the record right with the head, and are sorry for the trouble that the letter caused."
)
SENT_BACK = "Offer the chair a meeting before the letter’s last day, and say plainly which of the actions comes first."
COMMENTS = (
    "The dates of both actions fall after the letter’s last day. The answer can only say what is planned: that is "
    "enough, but the opening should not promise more.",
    "The first action can be begun with what the school already has. I would offer a partner school for the second.",
)
POSTED = "First class post from County Hall, {day}, by the clerk"
TAKEN = "Taken to the school’s office on {day}, and handed to the office manager"


# --- Support at work. [headline] is what it was about.

# Kind of support: days asked for.
SHORT_SUPPORT = {"consultant": Decimal(4), "leading-teacher": Decimal(3), "nss": Decimal(4)}
HELPED_BY = {
    "consultant": "The subject leader plans with the consultant’s grid and has shown it to two colleagues. In the last "
    "lessons seen, pupils of all groups had work that made them think.",
    "leading-teacher": "Both teachers taught beside the leading teacher and then alone. Marking now says what to do next "
    "in most books of the two classes.",
    "nss": "Leaders of both schools look at pupils’ work together each half-term. The school has taken over the way in "
    "which progress is followed, and uses it.",
}
HELPED_BY_LEADER = "The heads went through the books of three classes together, twice. The school now does so by itself each half-term."
HELPED_LITTLE = (
    "The school cancelled the later visits. What was begun with one teacher was not taken up by others."
)
NLE_HELPED = (
    "Leaders say what is to be better about [headline], and look whether it is. Teachers plan together each week "
    "without help from outside."
)
EVALUATORS = ["The Vale Institute for Education", "Marlow and Finch, school reviewers", "Wold University"]
EVALUATED = [
    "What the plan says about [headline] is seen in most classes. Two teachers who came this year have not been shown "
    "it. Pupils in the classes where it is settled do better work than a year ago.",
    "Leaders know where [headline] stands and what comes next. Governors ask about it at each meeting. It is too early to "
    "say whether results will follow.",
    "Teaching has improved in the upper years, and less in the lower ones. The next step is to plan [headline] from one "
    "year to the next.",
]
# By code of the programme; of the others the first.
CAME_OF_PROGRAMMES = {
    "": "A plan for the next two years was written with other schools and shared with the staff.",
    "partners-in-leadership": "The heads visit each other’s schools once in a half-term and have kept this up.",
    "middle-leaders": "Two middle leaders lead their subjects now, and report to governors themselves.",
    "leadership-champions": "Four leaders of the cluster have been through the champions’ own course.",
    "leadership-host": "An intern has acted as deputy for a term.",
    "heads-and-chairs": "Head and chair have agreed how the head’s performance is managed.",
    "new-heads": "The head has a mentor, and meets other new heads once in a half-term.",
}
