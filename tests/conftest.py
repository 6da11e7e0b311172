"""What holds for all tests: the default run draws the same examples every time, so that a failure is the change's.

`HYPOTHESIS_SEARCH=1 make test-all` draws new ones.
"""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("search")
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "steady")
