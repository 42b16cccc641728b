"""Sample submissions, graded by plain nbgrader commands in a course folder of their own."""
