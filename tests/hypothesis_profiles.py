"""How hard Hypothesis looks: a little on every run, more where `HYPOTHESIS_PROFILE=thorough` says so."""

import os

from hypothesis import settings

settings.register_profile("ci", max_examples=25, stateful_step_count=25, deadline=None, print_blob=True)
settings.register_profile("thorough", max_examples=1_000, stateful_step_count=60, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
