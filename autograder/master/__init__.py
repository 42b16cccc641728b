"""A master is a notebook kept as text: solutions, hidden tests and nbgrader's metadata in one py:percent file."""
