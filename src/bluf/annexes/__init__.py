"""A finished note into somebody else's report: Word reports and PDF reports, each in a room of its own."""
