"""Hidden tests as ordinary Python: executed in the grader, on names that live in the student's process."""
