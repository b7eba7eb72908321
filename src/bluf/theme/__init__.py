"""How a document looks: lengths, colours, fonts, and styles by role, the same for both writers."""
