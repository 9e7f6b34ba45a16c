"""Training digits in; a network that spots digits on pages, and their ink, out."""
