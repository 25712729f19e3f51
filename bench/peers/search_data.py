"""The rows of a search, and what came of it: see bench/real-training/peers.ts."""

import numpy


def read_part(work, name):
    """Features and targets of a part: `training`, `validation`, `refit` or `test`."""
    part = work[name]
    x = numpy.fromfile(part["features"], dtype="<f4").reshape(-1, work["columns"])
    y = numpy.fromfile(part["targets"], dtype="<f4")
    return x, y if work["regression"] else y.astype("int64")
