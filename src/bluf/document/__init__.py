"""The document tree: what a note says and how it is structured, nothing about how it looks."""
