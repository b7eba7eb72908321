"""Files of unknown origin, read within bounds: what verifying and attaching share."""
