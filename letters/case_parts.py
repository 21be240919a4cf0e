"""What letters add to the pages of cases."""

from typing import Any

from concern_cases.case_head import CasePage, case_page
from concern_cases.models import ConcernCase
from letters.models import Letter


def _open_letters(case: ConcernCase, user: Any) -> int:
    return Letter.objects.open().visible_to(user).filter(case=case).count()


case_page(CasePage("letters", "Letters", "letters:case", 80, count=_open_letters))
