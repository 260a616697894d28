"""Labelled images of one's own, in the shapes that people have them: `read` opens any, `guess` tells which it is.

A layout says where images and labels are (`class_folders`, `table`, `pixels_table`, `npz`, `idx_set`, `h5`); what
it finds is a `Found`, unread. `read` then frames every image as a network sees it, and leaves out those without ink.
"""
