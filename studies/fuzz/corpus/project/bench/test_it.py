import numpy
from . import helper

six = pytest.importorskip("six")


@pytest.mark.asyncio
def test_it(benchmark):
    import attrs

    benchmark(sum, [1])
