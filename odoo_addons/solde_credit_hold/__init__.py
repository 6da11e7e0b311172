# SPDX-License-Identifier: LGPL-3.0-or-later
from . import models
from .hooks import forget, place_groups

__all__ = ["forget", "models", "place_groups"]
