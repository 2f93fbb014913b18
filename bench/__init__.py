"""Speed next to the yardstick of ARCHITECTURE.md: `make bench`, and `make bench SIZE=1000000`.

`ground` makes cluster, databases and servers; `world`, `explain` and `papers` run in children with Django;
`web` drives HTTP, `yardstick` pgbench with our own SQL; `measure` and `lifecycle` use them; `report` tells.
"""
