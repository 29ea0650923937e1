"""Faults made on purpose: servers killed under load, forms sent twice, disks filled, clocks set wrong. See docs/ops/faults.md."""
