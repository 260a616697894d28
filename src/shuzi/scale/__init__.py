"""Any number of files: from a folder of scans to a table, in a way that a kill at any instant does no harm to.

On one machine, `pool` reads with processes and `table_job` writes what they read: rows (`shuzi.reading.rows`) go into
`shards`, files that are there whole or not at all, in one of three `formats`; which files they hold is all that going
on needs to know. On many machines `ray_dataset` hands the same work to Ray Data, `ray_job` writes its shards; Spark and
others call a `Reader` with their batches themselves.
"""

import os

# Ray counts its users unless this says otherwise while it is imported; somebody who set another value meant it.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

from shuzi.reading.rows import spark_schema as spark_schema
from shuzi.scale.ray_dataset import read as read
