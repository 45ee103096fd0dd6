"""Model copies: policies in Word whose values are typed in once, for schools that will never run policygen."""
