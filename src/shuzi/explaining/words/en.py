"""What the pictures say in English."""

TEXTS = {
    "layer.conv": "conv_{number}",
    "layer.relu": "relu_{number}",
    "layer.dense": "dense_{number}",
    "convolution.title": "Convolution: filter {number} slides over the digit",
    "convolution.same": (
        "With padding (same): a ring of zeros lets the filter stand on every pixel,\n"
        "so that the feature map is as large as the image."
    ),
    "convolution.valid": (
        "Without padding (valid): the filter stays inside, so that the map is smaller,\n"
        "and a pixel at the edge is seen by fewer windows than one in the middle."
    ),
    "convolution.digit": "the digit, {rows}×{columns}",
    "convolution.map": "feature map (after ReLU), {rows}×{columns}",
    "convolution.pixels": "pixels in the window",
    "convolution.filter": "the filter's weights",
    "convolution.products": "products",
    "convolution.sum": "sum of the products {products} + bias {bias} = {total}, after ReLU {kept}",
    "convolution.own": "the network's own number at this place: {value}",
    "orientation.title": "Left is not right: one stroke, two answers",
    "orientation.note": (
        "One filter looks for ink on its right, the other for ink on its left. When the digit moves,\n"
        "both maps move with it: the same numbers, at (row, column), from 1, where the stroke is now."
    ),
    "orientation.filter": "filter {number}: {side}",
    "orientation.right": "ink right",
    "orientation.left": "ink left",
    "orientation.here": "the digit",
    "orientation.moved_right": "moved {pixels} pixels to the right",
    "orientation.moved_left": "moved {pixels} pixels to the left",
    "pooling.title": "Max-pooling: the largest of every {height}×{width} window goes on",
    "pooling.note": (
        "Bold frames are the windows, small orange ones the winners. A quarter of the numbers is left,\n"
        "and where exactly in its window the winner stood is forgotten."
    ),
    "pooling.before": "feature map {number}, {rows}×{columns}",
    "pooling.after": "after pooling, {rows}×{columns}",
    "pooling.part": "the framed part, {rows}×{columns}",
    "pooling.winners": "its winners, {rows}×{columns}",
    "pooling.kept": "Large numbers stay,\nsmaller ones beside\nthem are dropped; of\nequal ones the first wins.",
    "survival.title": "What survives pooling: noise and a shift by one pixel",
    "survival.note": (
        "Map {number} is shown; the percentages say how far all maps of the layer differ from those of the\n"
        "plain digit. The smaller the number after pooling, the less the next layer notices."
    ),
    "survival.plain": "plain",
    "survival.noisy": "with noise",
    "survival.moved": "moved right",
    "survival.column_0": "the digit",
    "survival.column_1": "feature map",
    "survival.column_2": "after pooling",
    "survival.answer": "{name}: answer {digit}, {confidence}",
    "survival.change": "differs by {share}",
    "flatten.title": "Flatten: {shape} maps → {sizes}",
    "flatten.note": (
        "Unrolled place by place: first the top-left number of all {channels} maps, then the next of {places} places.\n"
        "Lines: what matters most to the answer and the runner-up. Full ones add, dashed ones take away."
    ),
    "flatten.maps": "the last feature maps, {shape}",
    "flatten.row": "one row of\n{count} numbers",
    "flatten.hidden": "hidden layer:\n{count} neurons",
    "flatten.digit": "digit",
    "flatten.sum": "sum",
    "flatten.probability": "probability",
    "parameters.title": "Where the {total} parameters are",
    "parameters.note": (
        "A filter sees every channel of its input, so its weights are channels × height × width, and one bias;\n"
        "a neuron of a dense layer has a weight for every input, and one bias."
    ),
    "parameters.layer": "{name} ({kind}, sees {shape})",
    "parameters.legend": "(channels·height·width + 1)·filters, or (inputs + 1)·neurons",
    "filters.title": "The {count} filters of {layer}",
    "filters.note": (
        "Weights in percent of the largest, which is {largest}. Where + is, ink makes the sum larger;\n"
        "where − is, ink makes it smaller."
    ),
    "maps.title": "{layer}: {count} feature maps of {shape}, after ReLU",
    "maps.note": (
        "The darker, the stronger; black is {largest}, the largest number here. Faint ones are drawn darker\n"
        "than they are (square root). A dash marks the maps that stay silent for this digit: {silent}."
    ),
    "neighbours.title": "The training digits that the network finds most alike",
    "neighbours.note": (
        "The last hidden layer, {layer}, makes a row of numbers of every digit; digits are alike where\n"
        "these rows point the same way. Below each: label, likeness (1 is the same), number (from 0)."
    ),
    "neighbours.this": "this digit",
    "neighbours.answer": "answer {digit}",
    "neighbours.all": "the most alike of {count} training digits",
    "neighbours.others": "the most alike that are no {digit}",
    "reasons.title": "Why is it a {digit}?",
    "reasons.title_wrong": "Why did it say {digit}? It is a {label}.",
    "reasons.note": (
        "A {cover}×{cover} patch of paper is laid on the digit, place after place. Where the evidence (log-odds)\n"
        "shrinks, the ink spoke for the digit (+, blue); where it grows, the ink spoke against it (−, orange)."
    ),
    "reasons.digit": "the digit",
    "reasons.probabilities": "probabilities",
    "reasons.answer": "evidence for and against {digit}, the answer",
    "reasons.second": "evidence for and against {digit}, the runner-up",
    "reasons.strongest": (
        "strongest at row {row}, column {column} (from 1): {value}\n"
        "covered there, the {digit} goes from {before} to {after}"
    ),
    "reasons.paper": "the least paper that flips the answer",
    "reasons.ink": "the least ink that flips the answer",
    "reasons.flipped": "{size}×{size} pixels: now it is a {digit}, {confidence}",
    "reasons.steady": "no square up to 14×14 does",
    "training.title": "Training seen from inside: the recipe {recipe}",
    "training.note": (
        "Recall is measured with the same images each time; 0 is before the first step. Where nearly all\n"
        "answers are sure (close to 1) and yet wrong, the softmax is saturated, and nothing more is learnt."
    ),
    "training.accuracy": "accuracy during each epoch",
    "training.training": "training (images as they came by) {share}",
    "training.validation": "validation (afterwards) {share}",
    "training.recall": "how many of each digit are recognised (recall)",
    "training.epochs": "epochs",
    "training.before": "before training: {share} surer than 0.95",
    "training.after": "at the end: {share} surer than 0.95",
    "training.sureness": "the largest of the ten probabilities",
    "training.filters": "The {count} filters of the first layer, epoch by epoch",
    "training.filters_note": (
        "One row for each epoch, one column for each filter. Black weights are positive (ink adds), white ones\n"
        "negative (ink takes away), grey is 0; each row is drawn in the scale of its largest weight."
    ),
    "page.title": "What the network sees in this digit",
    "page.title.network": "What this network is made of",
    "page.title.training": "How this network learnt",
    "page.title.learning": "How a network learns",
    "page.of.training": "What was recorded while this network was trained, epoch by epoch. ",
    "page.of.learning": (
        "Where a network's weights come from: one image, one loss, one gradient, one step; then many steps. "
    ),
    "page.answer": ("The network answers {digit}, with a probability of {confidence}; its second choice is {second}. "),
    "page.way": "Below, the digit goes through the network layer by layer. ",
    "page.promise": "Part {why} says what the answer rests on. ",
    "page.own": "All numbers are the network's own.",
    "page.convolution": "{part}. Convolution: nine products and a sum",
    "page.convolution.text": (
        "A filter is a small table of weights. Laid on the image, every pixel under it is multiplied by its weight; "
        "the sum of the products and a bias is one number of the feature map. A large number means: what the filter "
        "looks for is here. The ReLU behind it turns what is below 0 into 0: not here. (The tables show rounded "
        "numbers, the sum is that of the exact ones.)"
    ),
    "page.convolution-valid": "Sliding without padding",
    "page.convolution-valid.text": (
        "The filter has to stay inside the image, so there are fewer places for it than pixels, and the feature map "
        "is smaller than the image."
    ),
    "page.convolution-same": "Sliding with padding",
    "page.convolution-same.text": (
        "Zeros around the image (orange and in brackets where the window meets them) give the filter a place for every "
        "pixel."
    ),
    "page.orientation": "{part}. Left is not right",
    "page.orientation.text": (
        "The left and the right edge of one stroke are different things to different filters. And because the same "
        "filter is laid everywhere, a stroke is found wherever it stands."
    ),
    "page.pooling": "{part}. Pooling: the largest goes on",
    "page.pooling.text": "Only the largest number of each window goes on to the next layer.",
    "page.pooling-survival": "What survives pooling",
    "page.pooling-survival.text": (
        "Where the digit moves by one pixel, many winners stay in their windows, so the pooled maps change less than "
        "the maps did. Noise is another matter: compare the two numbers yourself."
    ),
    "page.flatten": "{part}. Flatten: from maps to one row",
    "page.flatten.text": (
        "A dense layer knows no rows and columns. The last maps are written in one row, and every number of it is "
        "joined to every neuron of the next layer, up to the ten digits. What arrives at a digit is added up: {total} "
        "at the {digit}, {second_total} at the {second}, which comes second. The softmax turns the ten sums into "
        "probabilities: the largest sum gets nearly everything as soon as it is a few units ahead."
    ),
    "page.parameters": "{part}. Where the parameters are",
    "page.parameters.text": "Everything that training may change, counted layer by layer.",
    "page.filters": "{part}. All filters of the first layer",
    "page.filters.text": "Nobody drew these filters: training found them, starting from random numbers.",
    "page.maps": "Feature maps of {layer}",
    "page.maps.text": (
        "Each filter of the layer has its own map. Early maps still look like the digit; later ones say only where "
        "something was found. A grey ground means that the filter answers to empty paper, until ink silences it; a "
        "grey rim comes from the zeros of the padding."
    ),
    "page.why": "{part}. Why this answer?",
    "page.why.together": (
        "All of it taken together: filters found pieces of strokes (1, 2), pooling kept the clearest of them (3), the "
        "dense layers weighed them for every digit, and the {digit} had the largest sum, {total} (4). That is why the "
        "answer is {digit}. "
    ),
    "page.why.text": (
        "What happens to the answer when a piece of the digit is covered shows which ink it rests on: blue places "
        "carry the {digit}. The last row shows how little paper or ink changes the network's mind, so that you know "
        "how far to trust it."
    ),
    "page.neighbours": "Which training digits are most alike?",
    "page.neighbours.text": (
        "To the network, digits are alike when its last hidden layer describes them alike. If those in the upper row "
        "are {digit}s, it has learnt its answer from digits like this one. Where the likeness of another digit comes "
        "close, the answer is in doubt."
    ),
    "page.training": "{part}. Training seen from inside",
    "page.training.text": "How this model learnt: what it recognised after each epoch, and how sure it was.",
    "page.training-filters": "How the filters came about",
    "page.training-filters.text": (
        "Random numbers at the top, what training made of them at the bottom. Where no row differs from the one above, "
        "nothing was learnt; in a short training most filters change little."
    ),
    "learning.mse": "mean squared error",
    "learning.cross_entropy": "cross-entropy",
    "learning.mse.short": "squared error",
    "learning.cross_entropy.short": "cross-entropy",
    "learning.whose.shuzi": "the network that comes with shuzi",
    "learning.whose.own": "the network of this run",
    "learning.loss.title": "The loss: how far is the answer from “it is a {label}”?",
    "learning.loss.note": (
        "The network before its first step, with weights drawn at random. Blue: its ten probabilities.\n"
        "Dashed: the target. Both losses say how far apart they are, in one number."
    ),
    "learning.loss.answer": "answer and target",
    "learning.loss.target": "target: 1",
    "learning.loss.squares": "the mean of ten squares:\n((1 − {right})² + rest) / 10\n= ({own} + {rest}) / 10 = {loss}",
    "learning.loss.log": "minus the logarithm of the\nright digit's probability:\n−ln {right} = {loss}",
    "learning.loss.sent": "gradient at the ten sums",
    "learning.loss.curve": "loss, if only two digits are in question",
    "learning.loss.lead": "lead of the right digit's sum",
    "learning.loss.flat": (
        "Blue bars are sums that a step raises, orange ones those it lowers. Sure and wrong (far left) the\n"
        "squared error is flat: no gradient, so nothing is learnt. Cross-entropy is steep there."
    ),
    "learning.gradient.title": "The way back to one weight: filter {number}, row {row}, column {column} (from 1)",
    "learning.gradient.note": (
        "The gradient says how fast the loss grows when this weight grows. It comes from the answer,\n"
        "layer by layer backwards (backpropagation). Blue wants more, orange wants less."
    ),
    "learning.gradient.softmax": "1. Softmax and cross-entropy: at each of the ten sums, probability − target.",
    "learning.gradient.dense": (
        "2. Dense layer: every hidden neuron gets the ten numbers, each times the weight that joins them.\n"
        "ReLU: {open} of {units} neurons are open; grey ones are shut, and nothing goes back through them."
    ),
    "learning.gradient.flatten": (
        "3. Dense layer and flattening: in the same way back to the {count} numbers of the last maps."
    ),
    "learning.gradient.convolution": (
        "4. Pooling, ReLU, convolution, again and again, down to map {number} of the first layer. Pooling sends\n"
        "all to the winner of each window; ReLU lets through what was above 0; the weight gets the sum,\n"
        "over all places, of gradient × the pixel that it met there."
    ),
    "learning.gradient.arriving": "arrives at\nthe pooled map",
    "learning.gradient.winners": "goes to\nthe winners",
    "learning.gradient.through": "where the\nReLU is open",
    "learning.gradient.pixels": "pixels that\nthe weight meets",
    "learning.gradient.products": "products",
    "learning.gradient.shut": "of {sent} winners that something is sent to, {shut} are shut",
    "learning.gradient.sum": "sum of all products = gradient of the weight = {gradient}",
    "learning.gradient.tried": "tried out, with the weight a little larger and a little smaller: {tried}",
    "learning.step.title": "One step downhill: the loss over one weight",
    "learning.step.note": (
        "Only this weight changes along the axis, all others stay. Dashed: the slope that the gradient tells.\n"
        "The arrow shows where the step goes; how far, {rate} × gradient, stands below."
    ),
    "learning.step.flat": "its gradient is 0: it does not move",
    "learning.step.axis": "the weight",
    "learning.step.loss": "loss (cross-entropy)",
    "learning.step.weight": "the weight before the step",
    "learning.step.gradient": "its gradient",
    "learning.step.step": "the step: −{rate} × gradient",
    "learning.step.after": "the weight after the step",
    "learning.step.before": "loss before",
    "learning.step.one": "loss after this weight alone took its step",
    "learning.step.all": "loss after all {count} parameters took theirs",
    "learning.downhill.title": "Downhill, step by step",
    "learning.downhill.note": (
        "One weight alone, learning rate {rate} so that it gets somewhere: where the slope is steep, steps are\n"
        "long; where it is flat, they are short."
    ),
    "learning.rates.title": "Learning rate and momentum: the loss, step by step",
    "learning.rates.note": (
        "The same network, the same batches of {batch} training images in the same order; only how far a step\n"
        "goes differs. Cross-entropy, smoothed over {window} steps; guessing costs {guess}."
    ),
    "learning.rates.plain": "learning rate {rate}",
    "learning.rates.momentum": "learning rate {rate}, momentum {momentum}",
    "learning.rates.guess": "guessing: {guess}",
    "learning.rates.axis": "steps",
    "learning.saturation.title": "A saturated softmax: sure before anything was learnt",
    "learning.saturation.note": (
        "How sure {count} answers are: the largest of the ten probabilities, before the first step with raw and\n"
        "with scaled pixels, and of {whose}, trained by the recipe {recipe}."
    ),
    "learning.saturation.raw": "before training,\npixels 0 to 255",
    "learning.saturation.scaled": "before training,\nscaled pixels",
    "learning.saturation.own": "this network,\ntrained",
    "learning.saturation.said": (
        "above 0.999: {sure}\nright: {right}\ngradient that goes back:\n{mse} (squared error)\n{ce} (cross-entropy)"
    ),
    "learning.saturation.axis": "largest probability",
    "learning.activation.title": "Activation functions, and what ReLU does to this digit",
    "learning.activation.note": (
        "Full: what goes on from a sum. Dashed: its slope; the gradient is multiplied by it on its way back.\n"
        "Below: the sums for this digit, of {whose}; left of 0 the ReLU is shut."
    ),
    "learning.activation.sum": "the sum",
    "learning.activation.shut": "{layer}: {share} shut",
    "learning.start.title": "The first weights: large enough, and not too large",
    "learning.start.note": (
        "How much the sums of each layer differ (standard deviation), and the gradient that comes back to its\n"
        "weights, for this digit before the first step. Glorot's rule keeps both at one size, layer after layer."
    ),
    "learning.start.sums": "spread of the sums",
    "learning.start.gradients": "size of the gradients",
    "learning.start.glorot": "Glorot uniform",
    "learning.start.small": "a tenth of it",
    "learning.start.large": "ten times as large",
    "learning.start.zero": "All zeros: the gradient of every weight is 0; only the output's biases have one.",
    "learning.augmentation.title": "Augmentation: one image, written in {count} other ways",
    "learning.augmentation.note": (
        "Turned up to {degrees}°, slanted, stretched, moved up to {shift} pixels, thicker or thinner, bent.\n"
        "At each epoch training sees another one, so it cannot learn single images by heart."
    ),
    "learning.augmentation.own": "the image",
    "curves.title": "Learning or learning by heart? The recipe {recipe} on {count} images",
    "curves.note": (
        "Training: images that the network learns from. Validation: images that it never learns from.\n"
        "Where training stays better than validation in the end (accuracy higher, loss lower), the network\n"
        "learns its images by heart (overfitting)."
    ),
    "curves.loss": "loss",
    "curves.accuracy": "accuracy",
    "curves.training": "training, {value} at the end",
    "curves.validation": "validation, {value} at the end",
    "curves.gap": "gap at the end: {gap} percentage points",
    "learning.downhill.now": "step {step}: weight {weight}, gradient {gradient}, loss {loss}",
    "page.learning-loss": "{part}. The loss: one number that training makes smaller",
    "page.learning-loss.text": (
        "A network before its first step, with weights drawn at random from the run's seed, looks at this digit. Its "
        "answer is compared with the target, 1 for the right digit and 0 for the others."
    ),
    "page.learning-gradient": "{part}. The gradient: which weight makes the loss larger, and how fast",
    "page.learning-gradient.text": (
        "The way back from the loss to one weight of one filter. Every layer passes on what it gets: a dense layer "
        "through its weights, a pooling to the winner, a ReLU only where it is open."
    ),
    "page.learning-step": "{part}. One step",
    "page.learning-step.text": (
        "Every weight moves against its gradient, by the learning rate times the gradient. Compare the last row of "
        "both columns: one step, the same image, two losses."
    ),
    "page.learning-downhill": "Downhill",
    "page.learning-downhill.text": "The same weight, several steps in a row.",
    "page.learning-rates": "{part}. Learning rate and momentum",
    "page.learning-rates.text": (
        "Too short steps get nowhere in this time, too long ones jump over the valley. Momentum keeps some of the "
        "direction of the steps before, so it is faster where the way is straight, and swings where it is not."
    ),
    "page.learning-saturation": "{part}. Why the note's recipe sticks",
    "page.learning-saturation.text": (
        "Raw pixels make large sums, and large sums make a softmax that is sure of something before it has learnt "
        "anything. The squared error sends little back from there."
    ),
    "page.learning-activation": "{part}. Activation functions",
    "page.learning-activation.text": (
        "Without them all layers together would be one large table of weights. ReLU is the simplest: its slope is 1 or "
        "0, so a gradient passes unchanged or not at all. Sigmoid and tanh flatten on both sides."
    ),
    "page.learning-start": "{part}. The first weights",
    "page.learning-start.text": (
        "Every layer multiplies by its weights: if they are small, sums shrink from layer to layer; if they are large, "
        "they explode."
    ),
    "page.learning-augmentation": "{part}. Augmentation",
    "page.learning-augmentation.text": "More images out of one: what training may make of this digit.",
    "page.training-curves": "Learning, or learning by heart",
    "page.training-curves.text": (
        "Both curves should move together. Few images and many epochs draw them apart: try --limit 500 --epochs 30."
    ),
}
