import numpy
from setuptools import setup

EXTRAS = {"bench": ["pytest-benchmark"], "test": "pytest"}
setup(name="sample", extras_require=EXTRAS)
setup(extras_require={"perf": ["attrs"]})
