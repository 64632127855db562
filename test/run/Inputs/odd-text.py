# Writes an awkward text to stdout: odd-text.py few|many|long|bytes|empty [PART]
# PART 8 makes the texts of many words an eighth as long.
# The same text every time, so a failure can be repeated.
import random
import sys

random.seed(17)
kind = sys.argv[1]
part = int(sys.argv[2]) if len(sys.argv) > 2 else 1
letters = "abcdefghijklmnopqrstuvwxyz"
text = b""
if kind == "few":  # one-letter words, each said often, in both cases
    words = [random.choice("abcXYZ") for _ in range(200000 // part)]
    text = " ".join(words).encode()
elif kind == "many":  # 60,000 words, most of them said once or twice
    words = [
        "".join(random.choice(letters) for _ in range(random.randint(1, 9)))
        for _ in range(60000 // part)
    ]
    text = "\n".join(words).encode()
elif kind == "long":  # words of up to 100,000 letters that begin alike
    words = ["a" * length for length in (1, 15, 16, 17, 4000, 40000, 100000)]
    words += [word[:-1] + "b" for word in words] + words[:5]
    text = "--".join(words).encode()
elif kind == "bytes":  # every byte value, words at both ends
    text = b"start"
    for _ in range(50000 // part):
        text += bytes([random.randrange(256)])
    text += b"end"
sys.stdout.buffer.write(text)
