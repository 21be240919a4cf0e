"""The national register, as it is downloaded, becomes schools."""

from schools.importing.errors import Unusable
from schools.importing.register import RegisterFile, import_file, import_register, look_at
from schools.importing.report import Report

__all__ = ["RegisterFile", "Report", "Unusable", "import_file", "import_register", "look_at"]
