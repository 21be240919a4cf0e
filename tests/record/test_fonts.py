"""What the fonts of the machine can print is asked of fontconfig, character by character."""

import subprocess

from record import fonts


def test_latin_greek_and_cyrillic_are_printed_and_what_no_font_has_is_named_once():
    assert fonts.not_printable(["Łucja Żółć", "Σοφία", "Дмитрий’s – naïve"]) == []
    assert fonts.not_printable(["a name\u0301", "\u200dx\u00a0"]) == [], "marks and joiners have no shape"


def test_a_character_without_a_font_is_found(monkeypatch):
    def nothing(*args, **facts):
        return subprocess.CompletedProcess(args, 0, stdout=b"", stderr=b"")

    fonts._is_printed.cache_clear()
    monkeypatch.setattr(fonts.subprocess, "run", nothing)
    assert fonts.not_printable(["李小龙", "小 Smith"]) == ["小", "李", "龙"]
    fonts._is_printed.cache_clear()


def test_without_fontconfig_nothing_is_claimed(monkeypatch):
    def missing(*args, **facts):
        raise FileNotFoundError("fc-list")

    fonts._is_printed.cache_clear()
    monkeypatch.setattr(fonts.subprocess, "run", missing)
    assert fonts.not_printable(["李"]) == []
    fonts._is_printed.cache_clear()
