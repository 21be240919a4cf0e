"""Who receives a letter, how, and when."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from letters.models.letter import Letter
from letters.wording import plain_day
from people.models import User
from record.models import Recorded


class Recipient(models.Model):
    """One person or body that a letter goes to; name and address as they were on the day."""

    class As(models.TextChoices):
        CHAIR = "chair", "Chair of governors"
        CLERK = "clerk", "Clerk to governors"
        HEAD = "head", "Headteacher"
        DIOCESE = "diocese", "Diocese"
        TRUST = "trust", "Academy trust"
        APPOINTER = "appointer", "Who appoints the foundation governors"
        OFSTED = "ofsted", "Ofsted"
        SECRETARY_OF_STATE = "secretary_of_state", "Secretary of State"
        REGIONAL_DIRECTOR = "regional_director", "Regional director"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="recipients")
    received_as = models.CharField(max_length=20, choices=As.choices)
    is_copy = models.BooleanField(default=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=30, blank=True, help_text="That with which the name begins.")
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)

    class Meta:
        ordering = ["is_copy", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"], condition=Q(is_copy=False), name="one_addressee_per_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_received_as_display()


ACKNOWLEDGED_ON = Coalesce(TruncDate("acknowledged_at"), "receipt_on")


class Service(Recorded):
    """The giving of a letter to one recipient: how, on which day, with what proof; the acknowledgement."""

    class Method(models.TextChoices):
        PORTAL = "portal", "On this site, with an e-mail"
        EMAIL = "email", "E-mail"
        POST = "post", "First class post"
        HAND = "hand", "By hand"

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="service")
    method = models.CharField(max_length=8, choices=Method.choices)
    given_on = models.DateField(help_text="The day on which it left.")
    deemed_on = models.DateField(
        null=True, blank=True, help_text="The day on which it counts as given, where that is another."
    )
    deemed_why = models.TextField(blank=True)
    proof = models.CharField(max_length=300, blank=True)
    proof_file = models.FileField(upload_to="letters/proof/%Y/", max_length=200, blank=True)
    proof_name = models.CharField(max_length=200, blank=True)
    proof_type = models.CharField(max_length=100, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    returned_on = models.DateField(
        null=True, blank=True, help_text="The day on which its e-mail came back; gone when it went otherwise."
    )
    returned_why = models.TextField(blank=True)
    arrived_why = models.TextField(
        blank=True, help_text="How it is known that its e-mail did arrive, though it seemed not to have."
    )
    dispatch_key = models.CharField(max_length=200, blank=True, help_text="Key of its mail in the outbox.")
    first_read_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    receipt_on = models.DateField(null=True, blank=True, help_text="The day of one on paper.")
    receipt_from = models.CharField(max_length=150, blank=True, help_text="Who signed it, by name.")
    receipt_file = models.FileField(upload_to="letters/proof/%Y/", max_length=200, blank=True)
    receipt_name = models.CharField(max_length=200, blank=True)
    receipt_type = models.CharField(max_length=100, blank=True)
    receipt_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="an_acknowledgement_has_a_time_and_a_person",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_acknowledgement_on_paper_has_a_day_and_a_name",
                condition=Q(receipt_on=None, receipt_from="")
                | (Q(receipt_on__isnull=False) & ~Q(receipt_from="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.get_method_display()}"

    @property
    def acknowledged_in_words(self) -> str:
        """Who acknowledged it, here or on paper, and when; empty if nobody has."""
        if self.acknowledged_at:
            return f"{self.acknowledged_by}, on {plain_day(timezone.localdate(self.acknowledged_at))}"
        return f"{self.receipt_from}, on paper on {plain_day(self.receipt_on)}" if self.receipt_on else ""


class ChosenMethod(Recorded):
    """How one recipient is to get a letter that is not given yet, where that is not what is proposed.

    It belongs to the post or body, so that it stays when somebody else comes into post.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="chosen_methods")
    recipient = models.CharField(
        max_length=40, help_text="The post or body, as chair; of one person of several, as diocese-12."
    )
    method = models.CharField(max_length=8, choices=Service.Method.choices)
    email = models.EmailField(blank=True, help_text="The address as typed, where no account has one.")
    whose = models.TextField(
        blank=True, help_text="Whose address that is: the name and every line known of the address."
    )
    why = models.TextField(blank=True, help_text="Of a notice in law: why it may go by e-mail.")
    taken_from = models.ForeignKey(
        Letter,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The letter that this one ends or replaces, where it was chosen for that one.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "recipient"], name="one_chosen_method_per_recipient"),
            models.CheckConstraint(
                name="an_address_is_typed_for_an_email_alone", condition=Q(email="") | Q(method="email")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}, {self.recipient}: {self.get_method_display()}"
