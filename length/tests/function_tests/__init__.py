"""Checks of the functions."""
