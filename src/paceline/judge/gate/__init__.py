"""What a race of commits shows: comparisons in, verdicts out."""

from __future__ import annotations
