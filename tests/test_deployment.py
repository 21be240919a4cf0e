"""What runs on one machine and what is described for many must be the same program."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "web", "worker", "beat")


def names_read_by_settings() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config/settings.py").read_text()))


def test_compose_sets_everything_that_production_requires_and_nothing_unknown():
    for service in OURS:
        given = set(COMPOSE["services"][service]["environment"])
        assert set(settings.REQUIRED_IN_PRODUCTION) <= given
        assert given <= names_read_by_settings()


def test_compose_runs_the_commands_of_this_program():
    commands = {name: COMPOSE["services"][name]["command"] for name in OURS}
    assert commands["migrate"][:2] == ["python", "manage.py"]
    assert commands["web"][:2] == ["gunicorn", "config.wsgi"]
    assert "config.wsgi" in (ROOT / "scripts/run").read_text()
    assert commands["worker"][:4] == ["celery", "-A", "config", "worker"]
    assert commands["beat"][:4] == ["celery", "-A", "config", "beat"]


def test_there_is_one_beat():
    beats = [name for name, service in COMPOSE["services"].items() if "beat" in service.get("command", [])]
    assert beats == ["beat"]
    assert "deploy" not in COMPOSE["services"]["beat"]


def test_image_readme_and_ci_name_the_same_debian_packages():
    wanted = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation", "fontconfig"}
    for name in ("Dockerfile", "README.md", ".ci/run"):
        text = (ROOT / name).read_text()
        assert {package for package in wanted if package in text} == wanted, name


def test_image_installs_the_lock_file_and_builds_the_stylesheet_as_make_does():
    dockerfile, makefile = (ROOT / "Dockerfile").read_text(), (ROOT / "Makefile").read_text()
    for command in ("--no-deps -r requirements.lock", "npm ci", "npm run --silent build"):
        assert command in dockerfile
        assert command in makefile


@pytest.mark.parametrize("missing", settings.REQUIRED_IN_PRODUCTION)
def test_with_debug_off_it_refuses_to_start_half_configured(missing, tmp_path):
    values = {
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": f"sqlite:///{tmp_path}/db",
        "ALLOWED_HOSTS": "schools.example",
        "SITE_URL": "https://schools.example",
        "EMAIL_URL": "consolemail://",
        "MAIL_FROM": "noreply@schools.example",
        "AUTHORITY_NAME": "Wyvenshire County Council",
        "LETTER_TEAM": "School Improvement",
        "LETTER_ADDRESS": "County Hall\\nWYVENFORD",
        "LETTER_PHONE": "01632 960 000",
        "LETTER_EMAIL": "schools@wyvenshire.example",
    }
    del values[missing]
    env = {name: value for name, value in os.environ.items() if name not in settings.REQUIRED_IN_PRODUCTION}
    ran = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={**env, **values, "DEBUG": "false", "VAR_DIR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert missing in ran.stderr
