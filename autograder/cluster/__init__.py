"""Grading on a Dask cluster: the same task on other machines, whose workers need `autograder` and `length` alone."""

from autograder.cluster.dask import cluster_pool

__all__ = ["cluster_pool"]
