"""A course folder: its submissions, gradebook and autograded notebooks, and the run that grades them."""
