"""What it costs: `make bench`. Ratios within one run count; digits depend on the machine."""
