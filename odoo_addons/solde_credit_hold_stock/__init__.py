# SPDX-License-Identifier: LGPL-3.0-or-later
from . import models

__all__ = ["models"]
