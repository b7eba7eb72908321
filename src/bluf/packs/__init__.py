"""The use cases of template packs: what there is, starting one, trying one, and showing what it makes."""
