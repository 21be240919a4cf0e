"""Local authorities, dioceses and community areas that the rows name, looked up once and made as needed."""

from typing import Any

from schools.importing.columns import DiocesePlace, Entry
from schools.models import CommunityArea, Diocese, LocalAuthority

CHURCH_OF_ENGLAND, ROMAN_CATHOLIC = "Church of England", "Roman Catholic"
DENOMINATIONS = {
    "CE": CHURCH_OF_ENGLAND,
    "RC": ROMAN_CATHOLIC,
    "JT": f"{CHURCH_OF_ENGLAND} and {ROMAN_CATHOLIC}",
}


def denomination_of(code: str, character: str) -> str:
    """By the diocese's code, or else the school's religious character, with one name for Catholics."""
    known = DENOMINATIONS.get(code[:2])
    if known:
        return known
    return ROMAN_CATHOLIC if character in ("Catholic", ROMAN_CATHOLIC) else character[:60]


class Places:
    """The rows behind the codes of one file; what is made or renamed has the file's date in its history."""

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._las: dict[str, LocalAuthority] = {la.code: la for la in LocalAuthority.objects.all()}
        self._dioceses: dict[str, Diocese] = {diocese.code: diocese for diocese in Diocese.objects.all()}
        self._areas: dict[tuple[int, str], CommunityArea] = {
            (area.la_id, area.name): area for area in CommunityArea.objects.all()
        }

    def facts_of(self, entry: Entry) -> dict[str, Any]:
        """The columns of School that stand for the entry's places."""
        la = self.la(*entry.la)
        facts: dict[str, Any] = {"la_id": la.pk}
        if "diocese_state" in entry.facts:
            facts["diocese_id"] = self._diocese(entry.diocese)
        if entry.area is not None:
            facts["area_id"] = self._area(la, entry.area)
        return facts

    def la(self, code: str, name: str) -> LocalAuthority:
        found = self._las.get(code)
        if found is None:
            found = self._las[code] = LocalAuthority(code=code, name=name or code)
            self._save(found)
        elif name and found.name != name:
            found.name = name
            self._save(found)
        return found

    def _diocese(self, place: DiocesePlace) -> int | None:
        if place is None:
            return None
        code, name, character = place
        found = self._dioceses.get(code)
        if found is None:
            denomination = denomination_of(code, character)
            found = self._dioceses[code] = Diocese(code=code, name=name, denomination=denomination)
            self._save(found)
        elif name not in (code, found.name):
            found.name = name
            self._save(found)
        return found.pk

    def _area(self, la: LocalAuthority, name: str) -> int | None:
        if not name:
            return None
        found = self._areas.get((la.pk, name))
        if found is None:
            found = self._areas[la.pk, name] = CommunityArea(la=la, name=name)
            self._save(found)
        return found.pk

    def _save(self, place: LocalAuthority | Diocese | CommunityArea) -> None:
        place._change_reason = self._reason  # type: ignore[union-attr]
        place.save()
