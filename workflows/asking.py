"""Asking twice: what is known to stand against something is said, and a box has to be ticked to do it."""

from typing import Any

from django import forms


class AsksTwice(forms.Form):
    """Comes back once with what stands against it (``against``), and a box to do it all the same."""

    despite = forms.BooleanField(
        label="Do it all the same", required=False, widget=forms.CheckboxInput(attrs={"data-small": True})
    )

    @property
    def asks_again(self) -> bool:
        """Whether the box is shown."""
        return bool(self.data.get("despite")) or "despite" in self.errors

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.errors or not self.fields or facts.get("despite"):
            return facts
        against = self.against()
        if against:
            self.add_error("despite", f"{'. '.join(against)}. {self.what_to_do()}, or tick the box")
        return facts

    def against(self) -> list[str]:
        """What stands against it, in sentences without their full stops."""
        raise NotImplementedError

    def what_to_do(self) -> str:
        return "Choose another time"
