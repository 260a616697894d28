"""The finder's training: `network`, `targets` (what it should say), `losses`, `pool` (drawn crops), `training`."""
