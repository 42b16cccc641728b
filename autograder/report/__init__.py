"""What a course team reads after grading: scores by task, states, protections."""
