# What surrounds every page.
language = Language
language-name = English
skip = Skip to content
tools = Language and settings
main-navigation = Main navigation
search = Search
search-label = Search this site
home = Home
help = Help
comfort = Reading comfort
trail = You are here
to-top = Top of page
page-address = Address of this page:
error-prefix = Error:
accessibility-mention = Accessibility: not compliant
legal-title = Legal notice
