from letters.models.clock import Clock
from letters.models.document import LetterDocument
from letters.models.draft import LetterComment, LetterDraft
from letters.models.holder import NamedHolder
from letters.models.kind import CentralBody, LetterKind, Paragraph
from letters.models.kind_change import KindChange
from letters.models.letter import Letter, LetterCounter, LetterQuerySet
from letters.models.letterhead import Letterhead, Signature
from letters.models.matter import Ground, Judgement, Quotable, RequiredAction
from letters.models.paper_notice import PaperNotice
from letters.models.question import LetterQuestion
from letters.models.recipient import ACKNOWLEDGED_ON, ChosenMethod, Recipient, Service
from letters.models.response import AnswerAddition, AnswerPart, LetterResponse, ResponseItem
from letters.models.secretary_notice import SecretaryNotice

__all__ = [
    "ACKNOWLEDGED_ON",
    "AnswerAddition",
    "AnswerPart",
    "CentralBody",
    "ChosenMethod",
    "Clock",
    "Ground",
    "Judgement",
    "KindChange",
    "Letter",
    "LetterComment",
    "LetterCounter",
    "LetterDocument",
    "LetterDraft",
    "LetterKind",
    "LetterQuerySet",
    "LetterQuestion",
    "LetterResponse",
    "Letterhead",
    "NamedHolder",
    "PaperNotice",
    "Paragraph",
    "Quotable",
    "Recipient",
    "RequiredAction",
    "ResponseItem",
    "SecretaryNotice",
    "Service",
    "Signature",
]
