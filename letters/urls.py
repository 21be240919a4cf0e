"""Addresses of letters."""

from django.urls import path, register_converter

from letters.urls_kinds import kind_patterns
from letters.views import (
    acts,
    commenting,
    files,
    governing,
    letter,
    letterheads,
    lists,
    october,
    paragraphs,
    posting,
    previewing,
    rehearsing,
    serving,
    verifying,
    ways,
)


class LetterReference:
    """A letter's reference, so that no other word of an address is taken for one."""

    regex = r"L-[0-9]{4}-[0-9]{4,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LetterReference, "letter_reference")

app_name = "letters"
urlpatterns = [
    path("", lists.letter_list, name="list"),
    path("letters.csv", lists.letter_download, {"kind": "csv"}, name="csv"),
    path("letters.xlsx", lists.letter_download, {"kind": "xlsx"}, name="xlsx"),
    path("check/", verifying.verify_page, name="verify"),
    path("october/", october.october, name="october"),
    path("paragraphs/", paragraphs.library, name="library"),
    path("paragraphs/new/", paragraphs.paragraph_page, name="new_paragraph"),
    path("paragraphs/<int:pk>/", paragraphs.paragraph_page, name="paragraph"),
    *kind_patterns,
    path("letterhead/", letterheads.letterhead, name="letterhead"),
    path("letterhead/sample.pdf", letterheads.sample, name="sample"),
    path("letterhead/signatures/<int:pk>/", letterheads.signature, name="signature"),
    path("post/", posting.to_post, name="to_post"),
    path("post/list.csv", posting.post_download, {"kind": "csv"}, name="to_post_csv"),
    path("post/list.xlsx", posting.post_download, {"kind": "xlsx"}, name="to_post_xlsx"),
    path("of/<slug:reference>/", lists.case_letters, name="case"),
    path("<letter_reference:reference>/", letter.letter_page, name="letter"),
    path("<letter_reference:reference>/grounds/", letter.grounds_page, name="grounds"),
    path("<letter_reference:reference>/recipients/", ways.recipients, name="recipients"),
    path("<letter_reference:reference>/letter.pdf", files.pdf, name="pdf"),
    path("<letter_reference:reference>/draft.pdf", previewing.draft_pdf, name="draft"),
    path("<letter_reference:reference>/draft/pages/", previewing.draft_pages, name="draft_pages"),
    path("<letter_reference:reference>/acknowledge/", acts.acknowledge, name="acknowledge"),
    path("<letter_reference:reference>/rehearsal/", rehearsing.rehearsal, name="rehearsal"),
    path("<letter_reference:reference>/comment/", commenting.comment, name="comment"),
    path("<letter_reference:reference>/comments/<int:pk>/settle/", commenting.settle, name="settle"),
    path("<letter_reference:reference>/successor/", acts.successor, name="successor"),
    path("<letter_reference:reference>/ask/", governing.ask, name="ask"),
    path("<letter_reference:reference>/questions/<int:pk>/", governing.question_page, name="question"),
    path("<letter_reference:reference>/delegate/", governing.delegate, name="delegate"),
    path("<letter_reference:reference>/service/<int:pk>/", serving.service_page, name="service"),
    path("<letter_reference:reference>/proof/<int:pk>/", serving.proof, {"what": "proof"}, name="proof"),
    path("<letter_reference:reference>/receipt/<int:pk>/", serving.receipt, name="receipt"),
    path(
        "<letter_reference:reference>/receipt/<int:pk>/file/",
        serving.proof,
        {"what": "receipt"},
        name="receipt_file",
    ),
    path("<letter_reference:reference>/returned/<int:pk>/", serving.returned, name="returned"),
    path("<letter_reference:reference>/arrived/<int:pk>/", serving.arrived, name="arrived"),
    path("<letter_reference:reference>/told/<int:pk>/", acts.notice_sent, name="notice_sent"),
    path("<letter_reference:reference>/notices/<int:pk>.pdf", serving.notice_pdf, name="notice"),
    path("<letter_reference:reference>/posted/<int:pk>/", acts.posted, name="posted"),
]
