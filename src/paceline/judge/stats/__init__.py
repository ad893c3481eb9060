"""The methods, one a file: each says its hypothesis, what it assumes, and where it is written."""

from __future__ import annotations
