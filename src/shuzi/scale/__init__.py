"""Any number of files into a table, in a way that a kill at any instant does no harm to; and any number of trainings.

On one machine, `pool` reads with processes and `table_job` writes what they read: a `task` says what is a row
(`shuzi.reading.table_rows`); rows go into `shards`, files that are there whole or not at all, in one of three
`formats`; which files they hold is all that going on needs to know. On many machines `ray_files` finds the files,
`ray_dataset` hands the work to Ray Data (`local_ray` starts one here), and `ray_job` has its `ray_output` written, by
`whole_arrow_files` on this machine; Spark and others call a `Reader` with their batches themselves.

`train_seeds` trains one network a seed, here or on Ray.
"""

import os

# Ray counts its users unless this says otherwise while it is imported; somebody who set another value meant it.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

from shuzi.reading.table_rows import spark_schema as spark_schema
from shuzi.scale.ray_dataset import read as read
