"""The ink of a page and a classifier in; the numbers that are written on it out."""
