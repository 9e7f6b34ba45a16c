"""Photographs in; 28 by 28 frames of their digits out, with the places they came from."""
