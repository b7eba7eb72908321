"""Whatever the tree: a sound PDF that has every word of it, in its order."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bluf.document.tree import Code, Document, Text
from bluf.document.walk import Rewriter
from bluf.theme.fonts import uncovered
from bluf.writers.pdf import paginate
from tests.docx.sample import theme
from tests.docx.tools import program
from tests.docx.trees import documents
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import expected, rendered, seen
