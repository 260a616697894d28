"""The finder's training: `network`, what it should say (`targets`), `losses`, drawn crops in stock (`pool`), `training`."""
