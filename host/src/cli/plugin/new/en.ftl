title = PLUGIN_NAME
lead = The places that the directory knows.
search = Search
words = What are you looking for?
nothing = No place fits. Try other words.
