"""The macros of the Python package draw what the stylesheet of the npm package expects."""

import html
import json
import re

import pytest
from django.conf import settings

from web.macros import component

COMPONENTS = settings.BASE_DIR / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
USED = [
    "checkboxes",
    "date-input",
    "error-message",
    "error-summary",
    "fieldset",
    "file-upload",
    "hint",
    "input",
    "label",
    "password-input",
    "radios",
    "select",
    "textarea",
]


def squeezed(markup):
    """Without the white space between and inside tags, which differs and means nothing."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html.unescape(markup))).strip()


@pytest.mark.skipif(not COMPONENTS.exists(), reason="the npm packages are not installed")
@pytest.mark.parametrize("name", USED)
def test_every_fixture_is_drawn_alike(name):
    fixtures = json.loads((COMPONENTS / name / "fixtures.json").read_text())["fixtures"]
    different = [
        fixture["name"]
        for fixture in fixtures
        if squeezed(component(name, fixture["options"])) != squeezed(fixture["html"])
    ]
    assert different == []
