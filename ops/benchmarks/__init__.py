"""What AdScale's speed is measured by: each figure beside its reference, taken side by side in one run."""
