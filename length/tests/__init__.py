"""The checks that a student runs after each task: quick answers with numbers and hints, no grades."""
