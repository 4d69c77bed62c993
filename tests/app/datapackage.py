#!/usr/bin/env python3
"""Holds every CSV file of the folders given to the datapackage.json beside it: header, types, keys; every CSV file is in it."""
import csv
import json
import pathlib
import sys

TYPES = {"string": str, "number": float, "integer": int}

for folder in map(pathlib.Path, sys.argv[1:]):
    package = json.loads((folder / "datapackage.json").read_text())
    described = {r["path"]: r for r in package["resources"]}
    there = {p.name for p in folder.glob("*.csv") if not p.name.endswith(".data.csv")}  # those belong to pictures
    assert set(described) == there, (folder, sorted(described), sorted(there))
    for path, resource in described.items():
        fields = resource["schema"]["fields"]
        key = resource["schema"].get("primaryKey", [])
        with open(folder / path, newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows)
            assert header == [f["name"] for f in fields], (folder, path, header)
            seen = set()
            for number, row in enumerate(rows, 2):
                assert len(row) == len(fields), (folder, path, number)
                for cell, field in zip(row, fields):
                    if cell not in resource["schema"]["missingValues"]:
                        TYPES[field["type"]](cell)  # ValueError: the cell is not of its type
                name = tuple(row[header.index(k)] for k in key)
                assert not key or name not in seen, (folder, path, number, name)
                seen.add(name)
    assert all(f["description"] for r in described.values() for f in r["schema"]["fields"])
print(f"{len(sys.argv) - 1} folders are as their datapackage.json says")
