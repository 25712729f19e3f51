"""The rows of a peer's work: raw little-endian float32 files, training rows first."""

import numpy


def read_data(work):
    """Training features and classes, then those of the test rows."""
    x = numpy.fromfile(work["x_file"], dtype="<f4").reshape(work["rows"], work["features"])
    y = numpy.fromfile(work["y_file"], dtype="<f4").astype("int64")
    cut = work["train_rows"]
    return x[:cut], y[:cut], x[cut:], y[cut:]
