"""What a data file says: its model, reading it with positions, its JSON Schema, rich text."""
