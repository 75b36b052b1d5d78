"""Counts in a text, as Ukrainian, Russian and English write them."""
