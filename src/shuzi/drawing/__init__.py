"""Handwriting drawn by the program itself: digits as different hands write them, and marks that are no digits."""
