"""Files as they really come, and files that can't be believed."""

import gzip
import zipfile

import pytest
from django.core.management import CommandError, call_command

from schools.importing import Unusable, import_register
from schools.models import School
from tests.schools.register_file import HEADERS, LINK_HEADERS, link, school, text_of, write_file

pytestmark = pytest.mark.django_db
NAME = "edubasealldata20260618"
ACCENTED = "Sainte-Thérèse’s Catholic Primary School"


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "zip"])
def test_plain_gzipped_and_zipped_files_are_read(tmp_path, kind):
    report = import_register(write_file(tmp_path / f"{NAME}.{kind}", school()))

    assert report.schools.new.count == 1
    assert report.reason == "Register of 18 June 2026"


def test_a_file_is_known_by_what_it_contains_not_by_its_name(tmp_path):
    path = write_file(tmp_path / f"{NAME}.csv.gz", school())
    path.rename(tmp_path / f"{NAME}.csv")

    assert import_register(tmp_path / f"{NAME}.csv").schools.new.count == 1


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")],
)
def test_the_encoding_is_found_out(tmp_path, encoding, shown):
    report = import_register(write_file(tmp_path / f"{NAME}.csv", school(name=ACCENTED), encoding=encoding))

    assert School.objects.get().name == ACCENTED
    assert report.schools.encoding == shown


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    """No quotation marks, leading zeros eaten, slashes in dates, a last line without an end."""
    row = school(changed="17/06/2026", also={"TypeOfEstablishment (code)": "3", "EstablishmentNumber": "3"})
    text = text_of(row | {"Diocese (code)": "0"}, quoting=0).replace("\r\n", "\n").rstrip("\n")
    path = tmp_path / f"{NAME}.csv"
    path.write_text(text)
    import_register(path)

    stored = School.objects.get()
    assert (stored.type_code, stored.establishment_number, stored.diocese_state) == ("03", "0003", "none")
    assert stored.register_changed_on.isoformat() == "2026-06-17"


def test_a_zip_brings_the_links_with_the_schools_and_leaves_other_files(tmp_path):
    links = text_of(link("900001", "900002", "Successor"), headers=LINK_HEADERS)
    with zipfile.ZipFile(tmp_path / "extract.zip", "w") as archive:
        archive.writestr("links_edubasealldata20260618.csv", links)
        archive.writestr("edubasealldata20260618.csv", text_of(school(), school("900002")))
        archive.writestr("academiesmatmembership20260618.csv", "Group,Name\n1,Trust\n")
    report = import_register(tmp_path / "extract.zip")

    assert (report.schools.new.count, report.links.new) == (2, 1)
    assert report.left_unread == ["academiesmatmembership20260618.csv"]
    assert report.reason == "Register of 18 June 2026"


def _data(*rows):
    return text_of(*rows).encode()


GOOD = _data(*[school(f"900{n:03}", number="", name=ACCENTED) for n in range(1, 9)])
MANY = _data(
    *[school(f"900{n:03}", number="", name=f"{ACCENTED} {n}", head=str(hash(n))) for n in range(1, 99)]
)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"Dear all,\nplease find it attached.\n", "is not a CSV text"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (GOOD.decode().encode("utf-16"), "is in UTF-16"),
        (GOOD.decode().encode("utf-16-le"), "is not a CSV text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a CSV text"),
        (GOOD.replace(b'"URN"', b'"Number"'), "has no column URN"),
        (GOOD.replace(b'"EstablishmentName"', b'"SchoolName"'), "has no column EstablishmentName"),
        (GOOD.splitlines(keepends=True)[0], "nothing under it"),
        (GOOD.replace("é".encode(), b"\x81"), "neither in UTF-8 nor in Windows-1252"),
        (GOOD + _data(school("900100", name=ACCENTED)).decode().encode("cp1252"), "in two encodings at once"),
        (GOOD[: GOOD.rindex(b"Wyvenford")], "is cut off"),
        (GOOD[: GOOD.rindex(b'"390000"')], "is cut off"),
        (GOOD[:-5] + b'"unfinished', "is cut off"),
        (gzip.compress(MANY)[:-900], "is cut off"),
        (gzip.compress(MANY)[:-4], "is cut off"),
        (gzip.compress(MANY)[:400] + b"xx" + gzip.compress(MANY)[402:], "is damaged"),
    ],
)
def test_an_unusable_file_is_refused_and_the_database_is_as_it_was(tmp_path, data, sentence):
    School.objects.count()
    path = tmp_path / f"{NAME}.csv"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=sentence) as raised:
        call_command("import_schools", path)

    assert "Nothing of it was stored." in str(raised.value)
    assert raised.value.returncode == 1
    assert not School.objects.exists()


def _zip(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_csv", ".csv").replace("_xml", ".xml"), data)
    return path


def test_a_zip_that_is_cut_off_is_refused(tmp_path):
    path = _zip(tmp_path / f"{NAME}.zip", a_csv=MANY)
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(Unusable, match="is damaged"):
        import_register(path)


def test_a_zip_without_a_register_is_refused(tmp_path):
    with pytest.raises(Unusable, match=r"without a \.csv file"):
        import_register(_zip(tmp_path / "a.zip", readme="x"))
    with pytest.raises(Unusable, match="has no download of the register in it"):
        import_register(_zip(tmp_path / "b.zip", a_csv="A,B\n1,2\n", b_csv="C,D\n1,2\n"))
    with pytest.raises(Unusable, match=r"a\.csv is cut off"):
        import_register(_zip(tmp_path / "d.zip", a_csv=GOOD[:-30], b_csv="C,D\n1,2\n"))
    with pytest.raises(Unusable, match="2 registers"):
        import_register(_zip(tmp_path / "c.zip", a_csv=GOOD, b_csv=GOOD))


def test_a_missing_file_and_a_folder_are_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv can’t be read: No such file"):
        call_command("import_schools", tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="can’t be read: Is a directory"):
        call_command("import_schools", tmp_path)


def test_an_unusable_file_among_several_leaves_all_of_them_out(tmp_path):
    good = write_file(tmp_path / "edubasealldata20260618.csv", school())
    bad = tmp_path / "edubasealldata20260718.csv"
    bad.write_bytes(GOOD[:-30])

    with pytest.raises(CommandError, match="edubasealldata20260718"):
        call_command("import_schools", good, bad)

    assert not School.objects.exists()


def test_files_are_stored_in_the_order_of_their_dates(tmp_path, capsys):
    later = write_file(
        tmp_path / "edubasealldata20260718.csv", school(head="Trevanion", changed="01-07-2026")
    )
    earlier = write_file(tmp_path / "edubasealldata20260618.csv", school())
    call_command("import_schools", later, earlier)

    out = capsys.readouterr().out
    assert out.index("Register of 18 June 2026") < out.index("Register of 18 July 2026")
    assert School.objects.get().head_last_name == "Trevanion"


def test_the_command_takes_authorities_a_date_and_a_dry_run(tmp_path, capsys):
    path = write_file(tmp_path / "results.csv", school(), school("900101", la="998"), headers=HEADERS)
    call_command("import_schools", path, "--la", "999", "--date", "2026-06-20", "--dry-run")

    out = capsys.readouterr().out
    assert "Register of 20 June 2026: results.csv" in out
    assert "Of other local authorities, left out: 1 row" in out
    assert "Dry run: nothing was written." in out
    assert not School.objects.exists()


def test_an_authority_that_is_no_code_is_refused(tmp_path):
    path = write_file(tmp_path / f"{NAME}.csv", school())

    with pytest.raises(CommandError, match="not the three-digit code"):
        call_command("import_schools", path, "--la", "Wyvenshire")
