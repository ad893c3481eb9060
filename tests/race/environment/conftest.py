from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from paceline.race.checkout import Checkout
from paceline.race.environment.request import Place

if TYPE_CHECKING:
    from pathlib import Path

BACKEND = """
    import zipfile
    def build_wheel(folder, config_settings=None, metadata_directory=None):
        name = open("NAME").read().strip()
        with zipfile.ZipFile(f"{folder}/{name}-1-py3-none-any.whl", "w") as wheel:
            wheel.write("module.py", f"{name}.py")
            wheel.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
            tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
            wheel.writestr(f"{name}-1.dist-info/WHEEL", tags)
            wheel.writestr(f"{name}-1.dist-info/RECORD", "")
        return f"{name}-1-py3-none-any.whl"
"""
"""A build that needs nothing from an index."""

BUILD = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@dataclass
class Tree:
    """One side's checkout, and a folder of wheels that stands for the index."""

    root: Path
    wheels: Path

    def write(self, **files: str) -> Tree:
        """Write files; `__` in a name parts folders, and a trailing `_toml` and the like is the suffix."""
        for name, text in files.items():
            folder, _, suffix = name.replace("__", "/").rpartition("_")
            path = self.root / f"{folder}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        return self

    def project(self, name: str, folder: str = ".", more: str = "") -> Tree:
        """Write a project that can be built and installed without an index."""
        path = self.root / folder
        path.mkdir(parents=True, exist_ok=True)
        (path / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "1"\n{BUILD}{dedent(more)}')
        (path / "backend.py").write_text(dedent(BACKEND))
        (path / "NAME").write_text(name)
        (path / "module.py").write_text(f"PLACE = {str(self.root)!r}\n")
        return self

    def release(self, name: str, version: str = "1") -> Tree:
        """Bring out a distribution with one module."""
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        file = self.wheels / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(file, "w") as wheel:
            wheel.writestr(f"{name.replace('-', '_')}.py", "")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        return self

    def broken(self, name: str) -> Tree:
        """Bring out a distribution of which no wheel can be built."""
        files = {"pyproject.toml": BUILD, "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n"}
        files["backend.py"] = "raise OSError('no such library')\n"
        with tarfile.open(self.wheels / f"{name}-1.tar.gz", "w:gz") as archive:
            for file, text in files.items():
                member = tarfile.TarInfo(f"{name}-1/{file}")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
        return self

    @property
    def place(self) -> Place:
        """The top of the checkout, as a copy of a folder of the user's."""
        return Place(self.root, self.root, (self.root.with_name("original"),))

    @property
    def checkout(self) -> Checkout:
        """The checkout as a gate knows it."""
        files = sorted(path for path in self.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        content = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
        return Checkout(self.root, "revision", content, self.root.with_name("original"))


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """An empty checkout, an index that holds what a race takes, and a cache of our own."""
    for name in ("side", "original", "wheels"):
        (tmp_path / name).mkdir()
    for name, value in (("UV_FIND_LINKS", "wheels"), ("PIP_FIND_LINKS", "wheels"), ("XDG_CACHE_HOME", "cache")):
        monkeypatch.setenv(name, str(tmp_path / value))
    for name in ("UV_NO_INDEX", "PIP_NO_INDEX", "UV_OFFLINE"):
        monkeypatch.setenv(name, "1")
    made = Tree(tmp_path / "side", tmp_path / "wheels")
    return made.release("pytest", "9.0").release("pytest-benchmark", "5.3")
