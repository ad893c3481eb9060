"""What a race shows against stored baselines, and how a baseline is renewed."""

from __future__ import annotations
