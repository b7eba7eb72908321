"""What is handed on with a note: a pack of all that belongs to it, and the draft of a message."""
