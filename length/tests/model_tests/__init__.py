"""Checks of the whole network."""
