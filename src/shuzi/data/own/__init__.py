"""Labelled images of one's own, in the shapes that people have them: `read` opens any, `layout` tells which it is.

A layout says where images and labels are (`class_folders`, `table` for CSV, `npz`, `idx_set`, or `h5`, whose files an
`h5_process` opens); `arrays` and `labels` say what its numbers and names mean, and what it finds is a `found`, unread.
`read` then has every image turned upright where a set lies on its side (`way_up`) and framed as a network sees it
(`framing`), and leaves out those without ink.
"""
