"""What `make bench` runs: figures and ratios of one run on this machine, asserted by no test."""
