"""Papers: sent in several at once, chosen from the case, put in order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from concern_cases.audiences import Offer
from concern_cases.forms.base import CircleFields, FilesField, KeyedForm, PastDay
from concern_cases.models import Evidence, EvidenceFile
from concern_cases.uploads import TAKEN, CheckedFile, check_file, megabytes
from meetings.agenda import Agenda
from meetings.forms.rows import RowsForm
from meetings.models import AgendaItem, Paper
from record import clock
from record.errors import RuleError

ROWS = 4


class ItemChoice(forms.TypedChoiceField):
    """One item of the agenda, by its number and title."""

    def __init__(self, agenda: Agenda, **facts: Any) -> None:
        self.items = {line.item.pk: line.item for line in agenda.lines}
        choices = [(line.item.pk, f"{line.number}. {line.item}") for line in agenda.lines]
        blank = [] if facts.get("initial") else [("", "Choose")]
        super().__init__(choices=[*blank, *choices], coerce=self._item, **facts)

    def _item(self, value: Any) -> AgendaItem:
        return self.items[int(value)]


class PaperFiles(FilesField):
    """Several files: the good ones are kept, and each refused one is told with its reason."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def clean(self, data: Any, initial: Any = None) -> tuple[list[CheckedFile], list[str]]:  # type: ignore[override]
        sent = [each for each in (data if isinstance(data, (list, tuple)) else [data]) if each]
        if not sent:
            raise ValidationError("Choose at least one file")
        good: dict[tuple[str, str], CheckedFile] = {}
        refused = []
        for file in sent:
            try:
                checked = check_file(file)
            except RuleError as refusal:
                refused.append(str(refusal))
                continue
            good.setdefault((checked.name, checked.sha256), checked)
        return list(good.values()), refused


class PapersForm(CircleFields):
    """Files that belong together: the same item, kind and readers."""

    files = PaperFiles(  # type: ignore[assignment]
        label="Files",
        help_text=(
            f"{TAKEN}, up to {megabytes(settings.UPLOAD_MAX_BYTES)} each. You can choose several. "
            "All stand in everybody’s pack: Word and Excel files without their own layout, so send a PDF "
            "where it matters. Of PowerPoint and OpenDocument files the pack only says where they are."
        ),
    )
    kind = forms.ChoiceField(
        label="What kind of paper is it?", choices=[("", "Choose"), *Evidence.Kind.choices]
    )
    text = forms.CharField(
        label="What does it show?",
        help_text="One sentence; it stands beside the paper.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the paper shows"},
    )
    source = forms.CharField(
        label="Where does it come from? (optional)",
        help_text="Your name stands there otherwise.",
        max_length=300,
        required=False,
    )
    on = PastDay(
        label="Date of the paper (optional)", help_text="Today, if nothing is given.", required=False
    )

    def __init__(self, *args: Any, offer: Offer, agenda: Agenda, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.fields["item"] = ItemChoice(agenda, label="Which item is it for?")
        named = ["named"] if "named" in self.fields else []
        self.order_fields(["files", "item", "kind", "text", "source", "on", "circle", *named])
        self.fields[
            "circle"
        ].help_text = "A paper for a restricted item is for the people of that item alone."

    @property
    def refused(self) -> list[str]:
        return self.cleaned_data["files"][1]

    def facts(self, *, by: Any) -> dict[str, Any]:
        """What ``lay_papers`` takes."""
        facts = {name: self.cleaned_data[name] for name in ("item", "kind", "text", "circle")}
        return {
            **facts,
            "files": self.cleaned_data["files"][0],
            "named": self.cleaned_data.get("named") or (),
            "source": self.cleaned_data["source"] or str(by),
            "on": self.cleaned_data["on"] or clock.today(),
        }


class PapersFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    item_name = "Papers"


papers_formset = forms.formset_factory(
    PapersForm, formset=PapersFormSet, extra=ROWS, max_num=ROWS, absolute_max=ROWS
)


class ChooseForm(KeyedForm):
    """Files that stand in the case already."""

    files = forms.TypedMultipleChoiceField(  # type: ignore[assignment]
        label="Which files?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
        error_messages={"required": "Choose at least one file"},
    )

    def __init__(self, *args: Any, files: Sequence[EvidenceFile], agenda: Agenda, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {file.pk: file for file in files}
        choice: Any = self.fields["files"]
        choice.choices = [(file.pk, f"{file.name}: {file.evidence}") for file in files]
        only = agenda.lines[0].item.pk if len(agenda.lines) == 1 else None
        self.fields["item"] = ItemChoice(agenda, label="Under which item do they lie?", initial=only)

    def facts(self) -> dict[str, Any]:
        """What ``choose_papers`` takes."""
        files = [self.by_key[key] for key in self.cleaned_data["files"]]
        return {"files": files, "item": self.cleaned_data["item"]}


class ArrangePapersForm(RowsForm):
    """Where each paper lies, and in which order."""

    def __init__(self, *args: Any, papers: Sequence[Paper], agenda: Agenda, **kwargs: Any) -> None:
        names = {paper.pk: f"“{paper.file.name}”" for paper in papers}
        super().__init__(*args, keys=[paper.pk for paper in papers], names=names, **kwargs)
        for paper in papers:
            self.fields[f"item_{paper.pk}"] = ItemChoice(
                agenda,
                label=f"Item for {names[paper.pk]}",
                initial=paper.item_id,
                widget=forms.Select(attrs={"data-label": "hidden"}),
            )
