"""Temporary."""


def install() -> None:
    pass
