"""Limits keep one hostile submission from costing the grader its memory or its time.

All of them are counted, none is timed: the same submission is read the same way on every machine.
"""

MAX_FILE_BYTES = 32 * 2**20  # a notebook with many figures has some 10 MB
MAX_CELLS = 2_000
MAX_CODE_CHARACTERS = 2**20  # all code cells together; outputs and prose don't count
# JSON takes far more memory parsed than written: `[[],[],…` about 20 times as much.
MAX_JSON_CONTAINERS = 500_000
MAX_JSON_VALUES = 4_000_000
MAX_CONFLICT_MARKS = 10_000
MAX_SALVAGED_BRACKETS = 250_000  # of a file that is no valid JSON

MAX_PARSED_SOURCE = 50_000  # a longer cell is not searched for definitions
MAX_COMPARED_CELLS = 500  # cells whose text is compared with the master's when nothing else identifies them

MAX_ARCHIVE_MEMBERS = 2_000
MAX_ARCHIVE_NOTEBOOKS = 8
MAX_COLLECTION_MEMBERS = 50_000  # of an archive that holds the submissions of a whole course
MAX_ARCHIVE_EXTRA = 4_096  # bytes of a member's extra field; zip programs write some 30

MAX_FOLDER_ENTRIES = 10_000
MAX_FOLDER_BYTES = 100_000_000  # nbgrader's own limit (`CourseDirectory.max_dir_size`)
MAX_FOLDER_DEPTH = 4
MAX_FILE_NOTES = 20  # a folder of a thousand links needs no thousand lines
MAX_CANDIDATES = 8  # files of one submission that are opened to find the notebook
MAX_ARCHIVES = 2  # zip archives besides, each of which may hold several notebooks

# All files, notebooks and sides of conflicts of one submission together.
ALL_BYTES = 48 * 2**20
ALL_CELLS = 6_000
ALL_PARSED = 250_000  # characters given to Python's parser, 2 to 5 µs each
ALL_SEARCHED = 4 * 2**20  # characters of prose that are searched for code
ALL_COMPARED = 8 * 10**9  # product of the lengths of compared texts
