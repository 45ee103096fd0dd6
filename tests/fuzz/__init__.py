"""The standing adversary: every reader is given spoiled copies of real inputs, by `make fuzz`."""
