from schools.models.places import CommunityArea, Diocese, LocalAuthority
from schools.models.school import School
from schools.models.succession import Succession
from schools.models.terms import TermDates

__all__ = ["CommunityArea", "Diocese", "LocalAuthority", "School", "Succession", "TermDates"]
