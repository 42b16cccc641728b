"""nbgrader's log, made printable: it names folders and files of submissions as they are."""

import logging

from traitlets.log import get_logger

from autograder.repair.text import printable


class _Printable(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = printable(record.getMessage()), None
        return True


def keep_log_printable() -> None:
    """Escape control characters and marks of direction in all that the running command logs."""
    log = get_logger()
    (log.logger if isinstance(log, logging.LoggerAdapter) else log).addFilter(_Printable())
