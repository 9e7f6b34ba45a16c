"""A Dataset and a Recipe in, a Model folder out; the only part of the package that needs torch."""
