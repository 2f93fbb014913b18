"""The same facts read by Spark: the road when one machine is not enough."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import ibis
from pyspark.sql import SparkSession

from motcua.indicators.adapters.folders import Folders
from motcua.indicators.adapters.manifest import PROCEDURES, Manifest
from motcua.indicators.ports import BESIDE
from motcua.indicators.rules.schema import DATASETS, Kind

# Moments of the facts are UTC without a zone. Of an empty list the last is nothing, not an error.
READING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "false",
}


_WORDS = {Kind.TEXT: "string", Kind.NUMBER: "int", Kind.FLAG: "boolean", Kind.MOMENT: "timestamp_ntz"}
_PROCEDURES = ", ".join(f"{one.name} {_WORDS[one.kind]}" for one in DATASETS[PROCEDURES])


class SparkFolders(Folders):
    """Own and received facts as one; the port `Facts`. Which Spark, its own configuration says.

    All its machines must find settings.FACTS_ROOT under the same name.
    """

    def table(self, dataset: str = "dossiers") -> Any:
        return table(list(self._manifests().values()), dataset)


def table(manifests: Sequence[Manifest], dataset: str = "dossiers") -> Any:
    """As `reading.table`."""
    session = SparkSession.builder.appName("motcua").getOrCreate()
    for name, value in READING.items():
        session.conf.set(name, value)
    plain: list[str] = []
    frames = []
    offered = [str(one.procedures) for one in manifests if one.procedures]
    beside = session.read.parquet(*offered) if offered else session.createDataFrame([], _PROCEDURES)
    beside.createOrReplaceTempView(BESIDE)
    if dataset == PROCEDURES:
        plain, manifests = offered, []
    for month in (month for one in manifests for month in one.months.values()):
        for place, part in enumerate(month.parts):
            if dataset not in part.files:
                continue
            later = [str(one.files["dossiers"]) for one in month.parts[place + 1 :]]
            if not later:
                plain.append(str(part.files[dataset]))
                continue
            codes = session.read.parquet(*later).select("code")
            frames.append(session.read.parquet(str(part.files[dataset])).join(codes, "code", "left_anti"))
    if plain:
        frames.insert(0, session.read.parquet(*plain))
    found = reduce(lambda one, other: one.unionByName(other), frames)
    found.createOrReplaceTempView(f"motcua_{dataset}")
    return ibis.pyspark.connect(session).table(f"motcua_{dataset}")
