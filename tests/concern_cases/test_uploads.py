import hashlib
from zipfile import ZIP_STORED, ZipFile

import pytest

from concern_cases import archives
from concern_cases.uploads import check_file, safe_name
from record.errors import RuleError
from tests.concern_cases.makers import PDF, PNG, archive, office, sent_file

JPEG = b"\xff\xd8\xff\xe0" + bytes(30)
ODT = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("note.pdf", PDF, "application/pdf"),
        ("NOTE.PDF", PDF, "application/pdf"),
        ("wall.png", PNG, "image/png"),
        ("wall.jpeg", JPEG, "image/jpeg"),
        ("note.txt", "Nine of 17 – made no progress.\n".encode(), "text/plain"),
        ("note.txt", "Café".encode("cp1252"), "text/plain"),
        ("ks2.csv", b"urn,figure\n900001,41\n", "text/csv"),
        ("tags.txt", b"a < b and <b>bold</b> claims", "text/plain"),
        (
            "plan.docx",
            office("docx"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("ks2.xlsx", office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "talk.pptx",
            office("pptx"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("plan.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_people_work_with_is_taken_as_what_it_is(name, content, content_type):
    checked = check_file(sent_file(name, content))
    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert checked.file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.pdf", b"", "it is empty"),
        ("run.exe", b"MZ\x90\x00", "send PDF, Word"),
        ("run.pdf", b"MZ\x90\x00", "it is a program"),
        ("run.docx", b"\x7fELF\x02", "it is a program"),
        ("run.txt", b"#!/bin/sh\nrm -rf /\n", "it is a program"),
        ("page.html", b"<html>", "web page"),
        ("page.txt", b"\xef\xbb\xbf \n<!DOCTYPE html><script>", "web page"),
        ("page.csv", b"<script>alert(1)</script>", "web page"),
        ("pic.svg", b"<svg onload=alert(1)>", "web page"),
        ("pic.png", b"<svg onload=alert(1)>", "web page"),
        ("plan.docm", office("docm"), "macros"),
        ("plan.docx", office("docm"), "macros"),
        ("plan.docx", office("docx", **{"word/vbaProject.bin": b"x"}), "macros"),
        (
            "plan.odt",
            archive(
                {"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": "x"}
            ),
            "macros",
        ),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old format or locked"),
        ("wall.pdf", PNG, "it is a PNG picture, but its name does not end in .png"),
        ("wall.png", PDF, "it is a PDF"),
        ("ks2.xlsx", office("docx"), "it is a Word document"),
        ("wall.pdf", b"hello", "it is plain text"),
        ("note.txt", b"hello\x00world", "not recognised"),
        ("all.zip", archive({"a.txt": "x"}), "send PDF, Word"),
        ("all.docx", archive({"a.txt": "x"}), "it is a zip archive"),
        ("all.docx", b"PK\x03\x04 not really", "it is damaged"),
        ("half.docx", office("docx")[:-30], "it is damaged"),
        ("noending", PDF, "send PDF, Word"),
    ],
)
def test_what_is_dangerous_or_not_what_it_says_is_refused_by_name(name, content, words):
    with pytest.raises(RuleError) as refused:
        check_file(sent_file(name, content))
    assert refused.value.field == "files"
    assert str(refused.value).startswith(f"“{name}” was not taken: ")
    assert words in str(refused.value)


def test_a_file_over_the_limit_is_refused_with_its_size_and_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(
        RuleError, match="it is 1.5\N{NO-BREAK SPACE}MB and the limit is 1\N{NO-BREAK SPACE}MB"
    ):
        check_file(sent_file(content=PDF + bytes(1536 * 1024 - len(PDF))))


def test_a_bomb_is_refused_while_it_unfolds():
    bomb = office("docx", **{"word/media/image1.png": bytes(40 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(RuleError, match="unfolds into far more"):
        check_file(sent_file("plan.docx", bomb))


def test_a_document_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 10)
    many = office("docx", **{f"word/{number}.xml": "x" for number in range(20)})
    with pytest.raises(RuleError, match="too many parts"):
        check_file(sent_file("plan.docx", many))


def test_an_archive_that_lies_about_its_sizes_is_refused_as_damaged(tmp_path):
    path = tmp_path / "lie.docx"
    with ZipFile(path, "w", ZIP_STORED) as made:
        made.writestr("[Content_Types].xml", "x" * 1000)
    content = path.read_bytes().replace(
        (1000).to_bytes(4, "little") * 2, (1000).to_bytes(4, "little") + b"\x01\0\0\0"
    )
    with pytest.raises(RuleError, match="damaged"):
        check_file(sent_file("lie.docx", content))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\helen\note.pdf", "note.pdf"),
        ("fdp\N{RIGHT-TO-LEFT OVERRIDE}cod.exe.pdf", "fdp cod.exe.pdf"),
        ("a\r\nb\x00.pdf", "a b .pdf"),
        ("  two   spaces .pdf", "two spaces .pdf"),
        ('what?"<b>".pdf', "what-b-.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("Café plan – 3.pdf", "Café plan – 3.pdf"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_names_are_made_harmless_and_stay_recognisable(sent, kept):
    assert safe_name(sent) == kept


def test_a_very_long_name_keeps_its_ending():
    name = safe_name("x" * 300 + ".docx")
    assert (len(name), name[-5:]) == (120, ".docx")
