"""`python -m motcua.config.commands` is the command `motcua`."""

import sys

from motcua.config.commands import main

sys.exit(main())
