"""What people said a digit really was in; the same, kept in SQLite on this machine, out."""

from inkdigits.corrections.store import Correction, Corrections, default_path, open_corrections

__all__ = ["Correction", "Corrections", "default_path", "open_corrections"]
