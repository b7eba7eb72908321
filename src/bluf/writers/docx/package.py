"""The package: its parts and their relations, and the ZIP file, the same bytes for the same parts.

python-docx keeps the package (parts, relations, content types); the ZIP file is written here, because
python-docx stamps it with the time of day.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.pkgwriter import _ContentTypesItem

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP file can name
_MODE: Final = 0o100644 << 16
