"""Digits drawn by the program itself, as different hands write them: what training adds to those of MNIST."""
