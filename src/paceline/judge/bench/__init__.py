"""What a race of interpreters and strategies shows: figures, and each interpreter against its reference."""

from __future__ import annotations
