"""`python -m autograder`, for where the console script is not on the path."""

import sys

from autograder.cli import main

sys.exit(main())
