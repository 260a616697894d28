"""How large a model file, and the network in it, may be; everything is counted before it is built."""

MOST_FILE_BYTES = 64 * 1024 * 1024
"""Of one file: 5 million float32 weights with the two moments that Adam keeps of each."""

MOST_JSON_BYTES = 1024 * 1024
"""Of a description of layers; the note's network takes 8 kB, a network of 200 layers a fifth of this."""

MOST_PARAMETERS = 5_000_000
MOST_LAYERS = 200

MOST_VALUES = 4_000_000
"""That one layer gives for one image; the note's largest maps hold 25,088."""

MOST_MULTIPLICATIONS = 1_000_000_000
"""For one image; the note's network takes 7.7 million."""

SMALLEST_SIDE, LARGEST_SIDE = 8, 64
"""Height and width of an image, in pixels."""

MOST_CLASSES = 1000
