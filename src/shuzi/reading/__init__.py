"""Pages: from a photo to the digits on it, in lines.

A page's way, in order: `reader` opens the pixels (`shuzi.imaging`) and lets `shuzi.finding` look at them; what it finds
is framed as MNIST frames its digits and read by the model (`shuzi.store.model`); `fusion` weighs the model's opinion of
each digit against the finder's; `lines` puts the digits into lines; `page` is what comes out, and `trace` what is seen
on the way. Around that, `annotate` draws the answer onto the photo, `table_rows` turns it into rows of a table, `many`
reads whole folders, `batches` what engines for many machines hand out, and `signs` reads images with a model of classes
of one's own. Numbers that name no record come from where those of `shuzi.finding` come from.
"""
