"""What ending or continuing a case asks, beyond what the case itself needs."""

from typing import Any

from concern_cases.forms.running import ContinueForm
from concern_cases.models import ConcernCase
from workflows.asking import AsksTwice
from workflows.services.cases import against_continuing


class ContinueWithConferencesForm(AsksTwice, ContinueForm):
    """Where a case goes on; asks twice where a conference to come meets with something there."""

    def __init__(self, *args: Any, case: ConcernCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.order_fields(["school", "why", "lead", "despite"])

    def against(self) -> list[str]:
        return against_continuing(self.case, school=self.cleaned_data["school"])

    def what_to_do(self) -> str:
        return "Move it first"
