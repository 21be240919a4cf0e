"""How allauth behaves here: nobody signs up, its mails go through the outbox, and a lock-out is on record."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from people.sign_in import record_lock_out
from record.mail import enqueue_message


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are entered by an administrator and invited."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: people sign in with e-mail."""

    def format_email_subject(self, subject: str) -> str:
        """The subject as the template has it: there is one site, and its name is in the mail."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mail is in the outbox, to be sent after the transaction."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        enqueue_message(message, key=f"account:{uuid4()}")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the site's own address, whatever host the request claimed to be for."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, in the database; a second count would only hide its page."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """When this was the attempt that closed the door, the log of access says so."""
        record_lock_out(request, credentials)
