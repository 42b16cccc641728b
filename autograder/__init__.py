"""Course tooling: builds the notebooks from the master and grades submissions."""
