"""Limits keep one hostile file from costing the grader its memory or its time."""

MAX_FILE_BYTES = 64 * 2**20  # a notebook with many figures has a few MB
MAX_CELLS = 5_000
MAX_CODE_CHARACTERS = 2**20  # all code cells together; outputs and prose don't count
# JSON takes far more memory parsed than written: `[[],[],…` about 20 times as much.
MAX_JSON_CONTAINERS = 2_000_000
MAX_JSON_VALUES = 8_000_000

MAX_PARSED_SOURCE = 50_000  # a longer cell is not searched for definitions
MAX_COMPARED_CELLS = 500  # cells whose text is compared with the master's when nothing else identifies them

MAX_ARCHIVE_MEMBERS = 2_000
MAX_ARCHIVE_NOTEBOOKS = 8

MAX_FOLDER_ENTRIES = 10_000
MAX_FOLDER_DEPTH = 4
MAX_CANDIDATES = 8  # files of one submission that are opened to find the notebook
MAX_ARCHIVES = 2  # zip archives besides, each of which may hold several notebooks
