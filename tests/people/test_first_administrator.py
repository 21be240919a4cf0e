"""From an empty database to somebody who can enter everybody else."""

import re

import pytest
from django.core.management import CommandError, call_command

from people.management.commands import create_first_administrator as command
from people.models import Post, User
from people.roles import Role
from schools.models import LocalAuthority
from schools.permissions import Perm

ASKED = {"email": "it@council.example", "name": "Ida Tate", "la": "865"}


@pytest.mark.django_db
def test_the_first_administrator_is_entered_with_the_authority_and_gets_a_link(client, capsys):
    call_command("create_first_administrator", **ASKED, la_name="Farshire", link=True)
    out = capsys.readouterr().out
    user = User.objects.get()
    la = LocalAuthority.objects.get(code="865", name="Farshire")
    assert user.has_perm(Perm.MANAGE_PEOPLE, la)
    link = re.search(r"https?://[^/]+(/people/invitation/\S+)", out).group(1)
    words = {"password": "three blue horses", "again": "three blue horses"}
    assert client.post(link, words).status_code == 302
    user.refresh_from_db()
    assert user.check_password("three blue horses")


@pytest.mark.django_db
def test_the_command_again_changes_nothing_but_gives_a_new_link(capsys):
    for _ in range(2):
        call_command("create_first_administrator", **ASKED, link=True)
        assert "/people/invitation/" in capsys.readouterr().out
    assert User.objects.count() == Post.objects.count() == 1
    assert LocalAuthority.objects.get().name == "Local authority 865"


def test_somebody_who_is_here_already_becomes_administrator(cast, capsys):
    call_command("create_first_administrator", email=cast.clerk.email.upper(), name="x", la="999", link=True)
    assert Post.objects.filter(user=cast.clerk, role=Role.ADMINISTRATOR, la=cast.la).exists()
    assert "Nasreen Aziz" in capsys.readouterr().out


@pytest.mark.django_db
def test_on_a_terminal_it_asks_for_a_password_until_it_is_good(monkeypatch, capsys):
    given = iter(["short", "short", "three blue horses", "two", "three blue horses", "three blue horses"])
    monkeypatch.setattr(command, "getpass", lambda prompt: next(given))
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: True, raising=False)
    call_command("create_first_administrator", **ASKED)
    assert "The password is kept." in capsys.readouterr().out
    assert User.objects.get().check_password("three blue horses")


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"la": "86"}, {"la": "abc"}, {"email": "nobody"}, {"name": " "}])
def test_what_will_not_do_is_refused_and_nothing_is_entered(wrong):
    with pytest.raises(CommandError):
        call_command("create_first_administrator", **(ASKED | wrong), link=True)
    assert not User.objects.exists()
    assert not LocalAuthority.objects.exists()
