"""bluf: one data file in, a briefing note out, as a Word document and a PDF that say the same thing."""

__version__ = "0.1.0"
