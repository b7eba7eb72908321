"""Reading files of unknown origin: within limits, and without trust in what they say; for all that look into them."""
