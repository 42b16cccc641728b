"""How long to fuzz: some ten seconds with the same examples each time, or minutes with `--hypothesis-profile=long`."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, configuration, settings

# Nothing is left in the tree: no database of examples, and Hypothesis's own files go elsewhere.
configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")
# How long an example takes is measured by the tests, as CPU time: a busy machine is no failure.
_COMMON = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("ci", _COMMON, derandomize=True, max_examples=60)
settings.register_profile("long", _COMMON, max_examples=500)
settings.load_profile("ci")
