"""Forms: the same fields from every copy of one sheet.

A sheet's way, in order: `form_file` reads what a `form` is (or `auto` makes one of the boxes that `grid` finds on a
sheet); `align` brings a scan onto the form's example page by its printed marks; `read` lets `shuzi.reading` look for
digits there and deals them out to the fields, and `leftover` tells of ink that nobody took for one; `choose` takes the
close readings that the form's rules make likeliest; `sheet` is what comes out, as a row of a table, which `shuzi.scale`
writes for any number of files.

Numbers that name no record were set by hand on a few drawn sheets while this was built; benchmarks/bench_forms.py
measures what all of them reach together.
"""
