# SPDX-License-Identifier: LGPL-3.0-or-later
from . import models
from .hooks import place_groups

__all__ = ["models", "place_groups"]
