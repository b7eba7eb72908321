"""A briefing and a template pack → a document tree: packs, the Jinja environment, rendered markup → tree."""
