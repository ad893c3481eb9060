import nox

NEEDED = ["pytest", "pytest-benchmark"]


@nox.session
def bench(session):
    session.install("-e", ".", *NEEDED)
    session.install("attrs")
