"""The use cases, one module for each: from data files to finished notes, and what is done with them."""
